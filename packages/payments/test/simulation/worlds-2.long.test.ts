import { expect, test } from 'vitest';
import * as sdk from '../../src/index.ts';
import { liveMany } from './worlds.ts';

// One of two files, so that both processors have their share. `pnpm prove` lives a hundred times as many.
test('five hundred more worlds end well', { timeout: 600_000 }, async () => {
  expect(await liveMany(sdk, 2_000_000, 500)).toEqual([]);
});
