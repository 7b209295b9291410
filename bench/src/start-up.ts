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

/** Takes processes in turn that do nothing, import the SDK, construct a client, and import a peer. */
export function measureStartUp(installed: string, quick: boolean): StartUp {
  const from = JSON.stringify(sdkUrl(installed));
  const configuration = JSON.stringify({ ...merchant, deviceId: '824', authenKey: 'a key' });
  const programs = [
    '',
    `import ${from};`,
    `import { Payments } from ${from}; new Payments(${configuration});`,
    ...peers.map((peer) => `import ${JSON.stringify(import.meta.resolve(peer))};`),
  ];
  const times = programs.map(() => [] as number[]);
  for (let round = 0; round < (quick ? 11 : 41); round += 1) {
    for (const [index, program] of programs.entries()) {
      const start = performance.now();
      execFileSync(process.execPath, ['--input-type=module', '--eval', program]);
      times[index]?.push(performance.now() - start);
    }
  }
  const [empty = [], ...others] = times;
  const [imported = 0, constructed = 0, ...ofPeers] = others.map((those) =>
    median(those.map((time, round) => time - (empty[round] as number))),
  );
  return { imported, constructed, peers: new Map(peers.map((peer, index) => [peer, ofPeers[index] as number])) };
}
