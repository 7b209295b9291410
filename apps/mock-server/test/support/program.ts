import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The sandbox as a process of its own. */
export interface Program {
  readonly program: ChildProcess;
  /** All that it said on standard error, once it has ended. */
  readonly errors: Promise<string>;
}

/** What the first line on standard output says. */
export interface Listening {
  readonly event: string;
  readonly url: string;
  readonly urls: readonly string[];
  readonly merchant: Readonly<Record<string, unknown>>;
}

export function startProgram(...options: string[]): Program {
  const program = spawn(process.execPath, ['--conditions=@cloudpay/source', main, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { program, errors: text(program.stderr) };
}

export async function firstLine({ stdout }: ChildProcess): Promise<Listening> {
  let line = '';
  for await (const chunk of stdout?.setEncoding('utf8') ?? []) {
    line += chunk;
    if (line.includes('\n')) break;
  }
  return JSON.parse(line) as Listening;
}

export async function kill(program: ChildProcess): Promise<void> {
  const exit = once(program, 'exit');
  program.kill('SIGKILL');
  const [, signal] = await exit;
  if (signal !== 'SIGKILL') throw new Error('the program ended by itself');
}
