import { setTimeout as sleep } from 'node:timers/promises';

/** The functions of core's `Clock`. The type is repeated here because core's own tests use this kit. */
export interface InstantClock {
  now(): number;
  monotonic(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  timeout(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * A clock with real time, on which a sleep ends at once: it moves the clock forward instead of waiting. A timeout takes its
 * real time, because it limits something that really happens.
 */
export function instantClock(): InstantClock {
  let slept = 0;
  return {
    now: () => Date.now() + slept,
    monotonic: () => performance.now() + slept,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept += ms;
    },
    timeout: (ms, signal) => sleep(ms, undefined, { signal }),
  };
}
