import { expect, test } from 'vitest';
import { killWhileWriting } from './support/kill.ts';

test('a program that is killed while it writes leaves the old or the new configuration', async () => {
  const { opened } = await killWhileWriting(8);
  expect(opened.reduce((sum, count) => sum + count)).toBe(8);
}, 60_000);
