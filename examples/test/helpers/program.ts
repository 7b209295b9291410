import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { MockServer } from '@cloudpay/mock-server';

/** An example that runs as its users run it: by its script, in a process of its own. */
export interface Program extends AsyncDisposable {
  /** All that it has printed so far. */
  readonly output: string;
  /** Settles on the first match in what it prints, from the beginning; rejects when it ends without one. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Types into it. */
  type(text: string): void;
  signal(signal: NodeJS.Signals): void;
  /** How it ended: its exit code, or null for a signal. */
  readonly ended: Promise<number | null>;
}

/** What the examples read their configuration from. */
export function environmentOf({ merchant, url }: MockServer): Record<string, string> {
  return {
    CLOUDPAY_OUT_MCH_ID: merchant.outMchId,
    CLOUDPAY_OUT_SUB_MCH_ID: merchant.outSubMchId,
    CLOUDPAY_OUT_SHOP_ID: merchant.outShopId,
    CLOUDPAY_DEVICE_ID: merchant.deviceId,
    CLOUDPAY_CLOUD_CASHIER_ID: merchant.cloudCashierId,
    CLOUDPAY_AUTHEN_KEY: merchant.authenKey,
    CLOUDPAY_PROVIDER_AUTHEN_KEY: merchant.providerAuthenKey,
    CLOUDPAY_BASE_URLS: url,
  };
}

/** @param folder below `examples`; @param script of its `package.json` */
export function run(folder: string, script: string, environment: Record<string, string>): Program {
  const cwd = fileURLToPath(new URL(`../../${folder}`, import.meta.url));
  const { scripts } = JSON.parse(readFileSync(`${cwd}/package.json`, 'utf8')) as { scripts: Record<string, string> };
  const [command, ...args] = scripts[script]?.split(' ') ?? [];
  if (command !== 'node') throw new Error(`${folder}: ${script} is not run by node`);
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...environment } });
  let output = '';
  let changed = Promise.withResolvers<void>();
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += stripVTControlCharacters(chunk);
      changed.resolve();
      changed = Promise.withResolvers();
    });
  }
  const isOver = ended.then(() => true);
  return {
    get output() {
      return output;
    },
    async printed(pattern) {
      for (;;) {
        const found = pattern.exec(output);
        if (found) return found;
        const over = await Promise.race([changed.promise.then(() => false), isOver]);
        if (over && !pattern.test(output)) throw new Error(`${folder} ended without ${pattern}:\n${output}`);
      }
    },
    type: (text) => child.stdin.write(text),
    signal: (signal) => child.kill(signal),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
