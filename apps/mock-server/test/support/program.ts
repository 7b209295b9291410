import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/program/main.ts', import.meta.url));

/** The sandbox in a process of its own. */
export interface Program {
  readonly program: ChildProcess;
  /** The whole standard error, available after its end. */
  readonly errors: Promise<string>;
}

/** The first line on standard output. */
export interface Listening {
  readonly event: string;
  readonly url: string;
  readonly urls: readonly string[];
  readonly merchant: Readonly<Record<string, unknown>>;
}

export function startProgram(...options: string[]): Program {
  return start([main, ...options]);
}

/** As a person starts it: its output is a terminal. */
export function startInTerminal(...options: string[]): Program {
  const preload = 'data:text/javascript,process.stdout.isTTY = process.stderr.isTTY = true';
  return start(['--import', preload, main, ...options]);
}

function start(args: readonly string[]): Program {
  const program = spawn(process.execPath, ['--conditions=@cloudpay/source', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  return { program, errors: text(program.stderr) };
}

export async function firstLine(program: ChildProcess): Promise<Listening> {
  return JSON.parse(await outputUntil(program, '\n')) as Listening;
}

/** Reads standard output until it contains `end`. */
export async function outputUntil({ stdout }: ChildProcess, end: string): Promise<string> {
  let output = '';
  for await (const chunk of stdout?.setEncoding('utf8') ?? []) {
    output += chunk;
    if (output.includes(end)) break;
  }
  return output;
}

export async function kill(program: ChildProcess): Promise<void> {
  const exit = once(program, 'exit');
  program.kill('SIGKILL');
  const [, signal] = await exit;
  if (signal !== 'SIGKILL') throw new Error('the program ended by itself');
}
