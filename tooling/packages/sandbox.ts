import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Tarball } from './pack.ts';
import { makeStranger } from './stranger.ts';

/** A sandbox in a process of its own, as installed from its tarball. */
export interface Sandbox extends AsyncDisposable {
  /** The `CLOUDPAY_*` variables of its merchant. */
  readonly env: Readonly<Record<string, string>>;
}

/** Installs the sandbox, tries its program, and starts one for the strangers to pay at. */
export async function startSandbox(folder: string, tarballs: readonly Tarball[]): Promise<Sandbox> {
  const stranger = await makeStranger(folder, tarballs, ['@cloudpay/mock-server']);
  await tryProgram(join(folder, 'node_modules/.bin/cloudpay-mock-server'));
  const child = spawn(process.execPath, [stranger.bring('sandbox.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    env: JSON.parse(line) as Record<string, string>,
    async [Symbol.asyncDispose]() {
      // It ends with its input.
      child.stdin.end();
      await once(child, 'close');
    },
  };
}

/** The console is in the package, and needs no bundler. */
async function tryConsole(url: string): Promise<void> {
  for (const [path, says] of [
    ['/', '/console.js'],
    ['/console.js', 'EventSource'],
    ['/console.css', '.exchange'],
  ] as const) {
    const response = await fetch(url + path);
    const text = await response.text();
    if (!response.ok || !text.includes(says)) throw new Error(`the sandbox answered ${response.status} to ${path}: ${text}`);
  }
}

/** Every host of the program answers, its console too, and it ends well when told to. */
async function tryProgram(bin: string): Promise<void> {
  const program = spawn(bin, ['--port', '0', '--hosts', '2'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exit = once(program, 'exit');
  const [line] = (await once(createInterface(program.stdout), 'line')) as [string];
  const { url, urls } = JSON.parse(line) as { url: string; urls: string[] };
  for (const host of urls) {
    const { status } = (await (await fetch(`${host}/cpay/ping`, { method: 'POST' })).json()) as { status: number };
    if (status !== 0) throw new Error(`the sandbox answered ${status} to a ping`);
  }
  await tryConsole(url);
  program.kill('SIGTERM');
  const [code] = await exit;
  if (code !== 0) throw new Error(`the sandbox ended with ${code}`);
}
