import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/models/clock.ts';

describe('systemClock', () => {
  test('now is the time of day, in whole milliseconds', () => {
    const before = Date.now();
    const now = systemClock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
    expect(Number.isInteger(now)).toBe(true);
  });

  test('sleep takes the given time', async () => {
    const start = systemClock.monotonic();
    await systemClock.sleep(3);
    // Timers may fire a fraction of a millisecond early.
    expect(systemClock.monotonic() - start).toBeGreaterThan(1.5);
  });

  test("sleep ends early with the signal's reason", async () => {
    const reason = new Error('the shop closes');
    const controller = new AbortController();
    const sleep = systemClock.sleep(1_000_000, controller.signal);
    controller.abort(reason);
    await expect(sleep).rejects.toBe(reason);
  });

  test('sleep rejects at once if the signal has aborted', async () => {
    const reason = new Error('closed long ago');
    await expect(systemClock.sleep(1_000_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
