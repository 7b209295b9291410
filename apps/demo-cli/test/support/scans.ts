import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoginScan, MockServer } from '@cloudpay/mock-server';
import { authenKey } from '@cloudpay/test-kit';
import { expect } from 'vitest';
import { documentsOf, type Run, type RunOptions, run, temporaryFolder } from './cli.ts';

/** The sandbox's shop, by WeChat Pay's numbers. */
export const ids = ['--mch-id', '1900007941', '--sub-mch-id', '1900008341', '--shop-id', '432'];

/** What a first login keeps. None of its values may be readable anywhere. */
export const secrets = {
  authen_key: authenKey,
  device_id: 'till-device-0001',
  machine_no: 'machine-0001',
};

/** A CloudPayConf on disk, for `--configuration`. */
export function confFile(tradeConf: object = secrets): string {
  const path = join(temporaryFolder(), 'cloud_pay_conf.json');
  writeFileSync(path, JSON.stringify({ trade_conf: tradeConf }));
  return path;
}

/** A path in a folder of its own, where a file may come to be. */
export function noFileYet(): string {
  return join(temporaryFolder(), 'till.jwe');
}

/** A copy of a file, for a test that changes it. */
export function copyOf(file: string): string {
  const copy = noFileYet();
  copyFileSync(file, copy);
  return copy;
}

/** Does something once, as soon as a code is shown. */
export function atTheCode(act: (activator: string, end: (input?: string) => void) => void): RunOptions {
  let isDone = false;
  return {
    onOutput: (child, stdout) => {
      const activator = /"activator":"(\w+)"|\/login\/(\w+)\n/.exec(stdout)?.slice(1).find(Boolean);
      if (isDone || activator === undefined) return;
      isDone = true;
      act(activator, (input) => child.stdin?.end(input));
    },
  };
}

/** Scans the code that is shown. */
export function scanned({ scanLogin }: MockServer, scan: LoginScan = { staffId: '1206' }): RunOptions {
  return atTheCode((activator) => scanLogin(activator, scan));
}

/** Logs in for the first time, with the configuration {@link secrets}. */
export async function firstLogin(server: MockServer, file: string): Promise<Run> {
  const args = ['login', ...ids, '--config-file', file, '--configuration', confFile(), '--base-url', server.url, '--json'];
  return run(args, scanned(server));
}

/** What a command with `--json` said on its way and at its end, when it began with a code. */
export function documentsAfterScan(ended: Run): Record<string, unknown>[] {
  const [qr, ...documents] = documentsOf<Record<string, unknown>>(ended);
  expect(qr).toEqual({ event: 'qr', url: expect.stringContaining('/login/'), activator: expect.any(String), ttl: 180 });
  return documents;
}
