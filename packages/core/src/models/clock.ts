import { setTimeout as timeout } from 'node:timers/promises';

/** Time, as the SDK sees it. Tests and simulations bring their own. */
export interface Clock {
  /** Milliseconds since 1970. May jump, forwards and backwards: people and time servers set it. */
  now(): number;
  /** Milliseconds since some moment. Never jumps: every deadline is measured with it. */
  monotonic(): number;
  /**
   * Resolves after a time.
   *
   * @param ms milliseconds
   * @throws the signal's reason when it aborts first
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await timeout(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // node:timers throws an AbortError of its own; callers know the reason they gave.
      throw signal?.aborted ? signal.reason : error;
    }
  },
};
