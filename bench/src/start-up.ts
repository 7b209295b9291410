import { execFileSync } from 'node:child_process';
import { sdkUrl } from './sdk.ts';
import { merchant } from './setting.ts';
import { median } from './statistics.ts';

const peers = [
  'ky',
  'undici',
  'stripe',
  'tencentcloud-sdk-nodejs-common',
  'wechatpay-axios-plugin',
  'alipay-sdk',
  'wechatpay-node-v3',
] as const;

/** Milliseconds more than an empty process. */
export interface StartUp {
  readonly imported: number;
  readonly constructed: number;
  /** The import time of each comparable package. */
  readonly peers: ReadonlyMap<string, number>;
}

/**
 * Measures each import alternating with an empty process, so that a heavy package does not affect the processor's caches
 * for the next one.
 */
export function measureStartUp(installed: string, quick: boolean): StartUp {
  const rounds = quick ? 11 : 41;
  const from = JSON.stringify(sdkUrl(installed));
  const configuration = JSON.stringify({ ...merchant, deviceId: '824', authenKey: 'a key' });
  const overEmpty = (program: string) => median(Array.from({ length: rounds }, () => timeOverEmpty(program)));
  return {
    imported: overEmpty(`import ${from};`),
    constructed: overEmpty(`import { Payments } from ${from}; new Payments(${configuration});`),
    peers: new Map(peers.map((peer) => [peer, overEmpty(`import ${JSON.stringify(import.meta.resolve(peer))};`)])),
  };
}

function timeOverEmpty(program: string): number {
  const empty = runTime('');
  return runTime(program) - empty;
}

/** The run time of a process, in milliseconds. */
function runTime(program: string): number {
  const start = performance.now();
  execFileSync(process.execPath, ['--input-type=module', '--eval', program]);
  return performance.now() - start;
}
