import { expect, test } from 'vitest';
import * as sdk from '../../src/index.ts';
import { SimulatedNetwork } from './network.ts';
import { live } from './world.ts';

test('a seed determines its world, to the last call', async () => {
  const once = async (seed: number) => {
    const urls: string[] = [];
    const { transport } = SimulatedNetwork.prototype;
    SimulatedNetwork.prototype.transport = function (clock) {
      const { post, close } = transport.call(this, clock);
      return {
        post(request) {
          urls.push(`${clock.monotonic()} ${request.url}`);
          return post(request);
        },
        close,
      };
    };
    try {
      await live(seed, sdk);
    } finally {
      SimulatedNetwork.prototype.transport = transport;
    }
    return urls;
  };
  for (const seed of [3, 14, 159]) {
    const calls = await once(seed);
    expect(calls.length).toBeGreaterThan(5);
    expect(await once(seed)).toEqual(calls);
  }
});
