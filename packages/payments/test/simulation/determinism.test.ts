import { expect, test } from 'vitest';
import * as sdk from '../../src/index.ts';
import { livedThrough } from './world.ts';

test('a seed determines its world, to the last word', async () => {
  for (const seed of [3, 14, 159]) {
    const once = withoutRandom((await livedThrough(seed, sdk)).story);
    const twice = withoutRandom((await livedThrough(seed, sdk)).story);
    expect(once.length).toBeGreaterThan(5);
    expect(twice).toEqual(once);
  }
});

/** The SDK takes its nonces from the system: nothing depends on them. */
function withoutRandom(story: readonly string[]): string[] {
  return story.map((line) => line.replaceAll(/"nonce_str":"\w+"/g, ''));
}
