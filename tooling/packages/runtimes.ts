import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expectSaid } from './expect-said.ts';
import { run } from './run.ts';
import type { Stranger } from './stranger.ts';

/** A project of its own beside the workspace: 250 MB that nobody who works on the packages needs. */
const project = fileURLToPath(new URL('runtimes/', import.meta.url));

const runtimes: Readonly<Record<string, readonly [dependency: string, program: string, ...args: string[]]>> = {
  'Node 22': ['node-22', 'node_modules/node-22/bin/node', '--disable-warning=ExperimentalWarning'],
  // The oldest with everything; without the file journal 22.3 would do.
  'The oldest Node': ['node-22-oldest', 'node_modules/node-22-oldest/bin/node', '--disable-warning=ExperimentalWarning'],
  Bun: ['bun', 'node_modules/.bin/bun'],
  Deno: ['deno', 'node_modules/.bin/deno', 'run', '--allow-all'],
};

/** Lets the same program take payments in every runtime that the documents name, this Node included. */
export async function payInEveryRuntime(stranger: Stranger, env: Readonly<Record<string, string>>): Promise<void> {
  const program = stranger.bring('till-day.mjs');
  const { dependencies } = JSON.parse(readFileSync(`${project}package.json`, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  await run('pnpm', ['install', '--frozen-lockfile', '--reporter=append-only'], { cwd: project });
  await pay(`Node ${process.versions.node}`, process.execPath, []);
  for (const [name, [dependency, path, ...args]] of Object.entries(runtimes)) {
    await pay(`${name} (${dependencies[dependency]})`, project + path, args);
  }

  async function pay(name: string, command: string, args: readonly string[]): Promise<void> {
    console.log(`-- ${name}`);
    await expectSaid('all as in Node', command, [...args, program], { cwd: stranger.folder, env });
  }
}
