#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { toWireNames } from './control/wire-names.ts';
import { startMockServer } from './index.ts';

interface CommandLine {
  readonly port: number;
  readonly host: string;
  readonly db?: string;
}

const program = new Command('mock-server')
  .description(
    'A Cloud Pay (云支付) sandbox. Its first line on standard output is JSON and names its URL; logs go to standard error.',
  )
  .option('--port <number>', 'port to listen on; 0 picks a free one', readPort, 8787)
  .option('--host <address>', 'address to listen on; the control API stays with this machine', '127.0.0.1')
  .option('--db <file>', 'keep the state in this file (SQLite), so that a restart loses nothing')
  .action(run);

program.parseAsync().catch((error: NodeJS.ErrnoException) => {
  process.stderr.write(`${JSON.stringify({ level: 60, code: error.code, msg: explain(error) })}\n`);
  process.exitCode = 1;
});

async function run(commandLine: CommandLine): Promise<void> {
  const server = await startMockServer({ ...commandLine, log: process.stderr });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
  const { url, merchant } = server;
  process.stdout.write(`${JSON.stringify({ event: 'listening', url, merchant: toWireNames(merchant) })}\n`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('expected a number from 0 to 65535');
}

function explain({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'the port is taken: stop the program that listens on it, or choose another with --port (0 picks a free one)';
    case 'EACCES':
      return 'this user may not listen on that port: choose one above 1023 with --port';
    case 'EADDRNOTAVAIL':
      return 'this machine has no such address: check --host';
    default:
      return message;
  }
}
