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

/** Milliseconds over an empty process. */
export interface StartUp {
  readonly imported: number;
  readonly constructed: number;
  /** What it takes to import each of the peers. */
  readonly peers: ReadonlyMap<string, number>;
}

/**
 * Takes each in turn with a process that does nothing: what one of the heavier peers leaves in the processor's caches is not the cost of
 * another.
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

/** Milliseconds from the start of a process to its end. */
function runTime(program: string): number {
  const start = performance.now();
  execFileSync(process.execPath, ['--input-type=module', '--eval', program]);
  return performance.now() - start;
}
