import { expect, test } from 'vitest';
import * as sdk from '../../src/index.ts';
import { liveMany } from './worlds.ts';

// One of two files, so that both processors have their share.
test('two hundred more worlds end well', { timeout: 300_000 }, async () => {
  expect(await liveMany(sdk, 201, 200)).toEqual([]);
});
