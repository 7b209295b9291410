import { expect, test } from 'vitest';
import * as sdk from '../../src/index.ts';
import { liveMany } from './worlds.ts';

// One of two files, so that both processors have their share.
test('a thousand days of bad luck end well', { timeout: 600_000 }, async () => {
  expect(await liveMany(sdk, 1001, 1_000)).toEqual([]);
});
