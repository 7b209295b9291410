#!/usr/bin/env node
import { Command, type CommanderError, InvalidArgumentError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { FixtureError, type Manner, type MockServer, startMockServer } from '../index.ts';
import { toWireNames } from '../json/wire-names.ts';
import { explain } from './explain.ts';
import { greeting } from './greeting.ts';
import { readableLog } from './readable-log.ts';

interface CommandLine {
  readonly port: number;
  readonly host: string;
  readonly hosts: number;
  readonly db?: string;
  readonly fixture?: string;
  readonly seed?: number;
  readonly manner: Manner;
}

/** From sysexits.h: EX_USAGE for a wrong command line, EX_DATAERR for a wrong file. */
const exitStatus = { failed: 1, wrongUsage: 64, wrongData: 65 } as const;

/** Time for running calls to end after a signal, in milliseconds. */
const grace = 5_000;

/** A terminal gets readable lines. A file or another program gets JSON. */
const log = process.stderr.isTTY ? readableLog(process.stderr) : process.stderr;

const program = new Command('cloudpay-mock-server')
  .description(
    '云支付沙箱。标准输出不是终端时，第一行是 JSON，含服务地址；日志写到标准错误。\nA Cloud Pay sandbox. If standard output is not a terminal, its first line is JSON with the URL. Logs go to standard error.',
  )
  .version(manifest.version)
  .option('--port <number>', '监听的端口，0 自动选择\nport to listen on; 0 chooses a free one', wholeNumber(0, 65_535), 8787)
  .option(
    '--host <address>',
    '监听的地址；控制接口仍只对本机开放\naddress to listen on; the control API is for this machine only',
    '127.0.0.1',
  )
  .option(
    '--hosts <number>',
    '主机的数量，从该端口起\nnumber of hosts, on this port and the following ones',
    wholeNumber(1, 100),
    1,
  )
  .option('--db <file>', '数据存进这个 SQLite 文件，重启不丢\nkeep the state in this SQLite file across restarts')
  .option('--fixture <file>', '再加载这个文件（JSON、YAML）里的商户\nalso serve the merchants of this file (JSON or YAML)')
  .option('--seed <number>', '随机值每次都相同\nmake random values the same at every run', wholeNumber(0, 2 ** 32 - 1))
  .addOption(
    new Option(
      '--manner <manner>',
      '不影响资金的字段：原样返回，或像其他系统那样改写（terminals：官方终端仍能读）\nfields that do not affect money: unchanged, or rewritten as by other systems (terminals: still readable for official terminals)',
    )
      .choices(['exact', 'careless', 'terminals'] satisfies Manner[])
      .default('exact'),
  )
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }: CommanderError) => process.exit(exitCode === 0 ? 0 : exitStatus.wrongUsage))
  .action(run);

program.parseAsync().catch((error: NodeJS.ErrnoException) => {
  log.write(`${JSON.stringify({ level: 60, code: error.code, msg: explain(error) })}\n`);
  process.exitCode = error instanceof FixtureError ? exitStatus.wrongData : exitStatus.failed;
});

async function run(commandLine: CommandLine): Promise<void> {
  const server = await startMockServer({ ...commandLine, log });
  const stop = () => {
    // A second signal ends the program at once.
    for (const signal of signals) process.off(signal, stop);
    void server.close({ within: grace });
  };
  for (const signal of signals) process.on(signal, stop);
  process.stdout.write(process.stdout.isTTY ? greeting(server) : `${JSON.stringify(listening(server))}\n`);
}

/** The one line on standard output, for programs. */
function listening({ url, urls, merchant }: MockServer): object {
  return { event: 'listening', url, urls, merchant: toWireNames({ ...merchant }) };
}

const signals = ['SIGINT', 'SIGTERM'] as const;

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`应为 ${min} 到 ${max} 的整数 expected a number from ${min} to ${max}`);
  };
}
