import { expect, test } from 'vitest';
import * as sdk from '../../src/index.ts';
import { liveMany } from './worlds.ts';

// One of two files, so that both processors have their share.
test('five thousand more days of bad luck end well', { timeout: 900_000 }, async () => {
  expect(await liveMany(sdk, 2000000, 5_000)).toEqual([]);
});
