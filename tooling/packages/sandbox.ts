import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Tarball } from './pack.ts';
import { makeStranger } from './stranger.ts';

/** Two sandboxes, each in a process of its own, as installed from the tarball. */
export interface Sandboxes extends AsyncDisposable {
  /** The `CLOUDPAY_*` variables of the merchant at the service that echoes every byte. */
  readonly exact: Readonly<Record<string, string>>;
  /** The same at the service that rewrites what decides nothing. What comes of a payment is the same. */
  readonly careless: Readonly<Record<string, string>>;
}

/** Installs the sandbox, tries its program, and starts two for the strangers to pay at. */
export async function startSandboxes(folder: string, tarballs: readonly Tarball[]): Promise<Sandboxes> {
  const stranger = await makeStranger(folder, tarballs, ['@cloudpay/mock-server']);
  await tryProgram(join(folder, 'node_modules/.bin/cloudpay-mock-server'));
  const program = stranger.bring('sandbox.mjs');
  const exact = await startOne(program, 'exact');
  const careless = await startOne(program, 'careless');
  return {
    exact: exact.env,
    careless: careless.env,
    async [Symbol.asyncDispose]() {
      await Promise.all([exact.end(), careless.end()]);
    },
  };
}

async function startOne(program: string, manner: 'exact' | 'careless') {
  const child = spawn(process.execPath, [program, manner], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    env: JSON.parse(line) as Record<string, string>,
    async end() {
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
