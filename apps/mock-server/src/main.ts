#!/usr/bin/env node
import { Command, type CommanderError, InvalidArgumentError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { FixtureError, startMockServer } from './index.ts';
import { toWireNames } from './wire/wire-names.ts';

interface CommandLine {
  readonly port: number;
  readonly host: string;
  readonly hosts: number;
  readonly db?: string;
  readonly fixture?: string;
  readonly seed?: number;
}

/** EX_USAGE of sysexits.h, for a command line that is wrong, and EX_DATAERR, for a file that is. */
const exitStatus = { failed: 1, wrongUsage: 64, wrongData: 65 } as const;

/** How long calls under way may take to end once the program is told to stop, in milliseconds. */
const grace = 5_000;

const program = new Command('cloudpay-mock-server')
  .description(
    'A Cloud Pay (云支付) sandbox. Its first line on standard output is JSON and names its URL; logs go to standard error.',
  )
  .version(manifest.version)
  .option('--port <number>', 'port to listen on; 0 picks a free one', wholeNumber(0, 65_535), 8787)
  .option('--host <address>', 'address to listen on; the control API stays with this machine', '127.0.0.1')
  .option('--hosts <number>', 'how many hosts to play, on this port and those after it', wholeNumber(1, 100), 1)
  .option('--db <file>', 'keep the state in this file (SQLite), so that a restart loses nothing')
  .option('--fixture <file>', 'serve the merchants of this file (JSON or YAML) too')
  .option('--seed <number>', 'make all that is left to chance the same at every run', wholeNumber(0, 2 ** 32 - 1))
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }: CommanderError) => process.exit(exitCode === 0 ? 0 : exitStatus.wrongUsage))
  .action(run);

program.parseAsync().catch((error: NodeJS.ErrnoException) => {
  process.stderr.write(`${JSON.stringify({ level: 60, code: error.code, msg: explain(error) })}\n`);
  process.exitCode = error instanceof FixtureError ? exitStatus.wrongData : exitStatus.failed;
});

async function run(commandLine: CommandLine): Promise<void> {
  const server = await startMockServer({ ...commandLine, log: process.stderr });
  const stop = () => {
    // A second signal ends the program at once.
    for (const signal of signals) process.off(signal, stop);
    void server.close({ within: grace });
  };
  for (const signal of signals) process.on(signal, stop);
  const { url, urls, merchant } = server;
  process.stdout.write(`${JSON.stringify({ event: 'listening', url, urls, merchant: toWireNames({ ...merchant }) })}\n`);
  // For a person; whoever reads the logs by a program gets JSON alone.
  if (process.stderr.isTTY) process.stderr.write(`控制台 console: ${url}/\n`);
}

const signals = ['SIGINT', 'SIGTERM'] as const;

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`expected a number from ${min} to ${max}`);
  };
}

function explain(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return 'the port is taken: stop the program that listens on it, or choose another with --port (0 picks a free one)';
    case 'EACCES':
      return 'this user may not listen on that port: choose one above 1023 with --port';
    case 'EADDRNOTAVAIL':
      return 'this machine has no such address: check --host';
    default:
      return error instanceof FixtureError ? `--fixture: ${error.message}` : error.message;
  }
}
