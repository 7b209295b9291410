import { expect, test } from 'vitest';
import { killWhileWriting } from './support/kill.ts';

test('a program that is killed 200 times while it writes leaves the old or the new configuration', async () => {
  const { opened, cutOff } = await killWhileWriting(200);
  // The kills hit: both configurations were found, and many writes were cut off in the middle.
  for (const count of opened) expect(count).toBeGreaterThan(10);
  expect(cutOff).toBeGreaterThan(10);
}, 600_000);
