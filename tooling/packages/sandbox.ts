import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Tarball } from './pack.ts';
import { run } from './run.ts';
import { makeStranger } from './stranger.ts';

/** A sandbox in a process of its own, as installed from its tarball. */
export interface Sandbox extends AsyncDisposable {
  /** The `CLOUDPAY_*` variables of its merchant. */
  readonly env: Readonly<Record<string, string>>;
}

/** Installs the sandbox, tries its program, and starts one for the strangers to pay at. */
export async function startSandbox(folder: string, tarballs: readonly Tarball[]): Promise<Sandbox> {
  const stranger = await makeStranger(folder, tarballs, ['@cloudpay/mock-server']);
  const help = await run('npx', ['--no-install', 'cloudpay-mock-server', '--help'], { cwd: folder });
  if (!help.includes('--port')) throw new Error(`cloudpay-mock-server --help said ${help}`);
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
