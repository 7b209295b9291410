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
  /**
   * Resolves when the time is up for something that is under way. Default: {@link sleep}. Only a test that skips its pauses has another one.
   *
   * @param ms milliseconds
   * @throws the signal's reason when it aborts first
   */
  timeout?(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The time limit of something that is under way, by a clock. */
export function timeoutOf(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return clock.timeout === undefined ? clock.sleep(ms, signal) : clock.timeout(ms, signal);
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    });
  },
};
