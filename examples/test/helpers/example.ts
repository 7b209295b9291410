import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MockServer } from '@cloudpay/mock-server';
import manifest from '../../package.json' with { type: 'json' };

/** An example that runs as its users run it: by its script, in a process of its own. */
export interface RunningExample extends AsyncDisposable {
  readonly url: string;
  /** The lines that it has printed, beside the one that says where it listens. */
  readonly printed: readonly string[];
}

/** What an example reads its configuration from. */
export function environmentOf({ merchant, url }: MockServer): Record<string, string> {
  return {
    CLOUDPAY_OUT_MCH_ID: merchant.outMchId,
    CLOUDPAY_OUT_SUB_MCH_ID: merchant.outSubMchId,
    CLOUDPAY_OUT_SHOP_ID: merchant.outShopId,
    CLOUDPAY_DEVICE_ID: '824',
    CLOUDPAY_AUTHEN_KEY: merchant.authenKey,
    CLOUDPAY_BASE_URLS: url,
  };
}

/** Starts an example against a sandbox, on a free port. */
export async function startExample(name: keyof typeof manifest.scripts, sandbox: MockServer): Promise<RunningExample> {
  const [command, ...args] = manifest.scripts[name].split(' ');
  if (command !== 'node') throw new Error(`${name} is not run by node`);
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, ...environmentOf(sandbox), PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}: ${errors}`)));
    let rest = '';
    child.stdout.on('data', (chunk) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() as string;
      lines.push(...parts);
      const at = /port: (\d+)/.exec(lines.join(' '));
      if (at) resolve(Number(at[1]));
    });
  });
  return {
    url: `http://127.0.0.1:${port}/cloudpay/callback`,
    get printed() {
      return lines.filter((line) => line.startsWith('{"'));
    },
    [Symbol.asyncDispose]: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await exited;
}
