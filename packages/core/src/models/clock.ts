/** The source of time for the SDK. Tests and simulations implement their own. */
export interface Clock {
  /** Milliseconds since 1970. It may jump forwards and backwards, because people and time servers set it. */
  now(): number;
  /** Milliseconds since an arbitrary moment. It never jumps. All deadlines use it. */
  monotonic(): number;
  /**
   * Resolves after a time.
   *
   * @param ms milliseconds
   * @throws the signal's reason if the signal aborts first
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Resolves when the time limit of a running operation is reached. Default: {@link sleep}. Only test clocks that skip
   * pauses implement it, because they must not skip time limits.
   *
   * @param ms milliseconds
   * @throws the signal's reason if the signal aborts first
   */
  timeout?(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * Resolves when the time limit of a running operation is reached.
 *
 * @param clock its `timeout` if it has one, or else its `sleep`
 * @param ms milliseconds
 * @param signal ends the wait early
 * @throws the signal's reason if the signal aborts first
 */
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
