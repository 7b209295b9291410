import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@cloudpay/core';

/** Time that passes only while someone sleeps: no test waits. */
export class VirtualClock implements Clock {
  elapsed = 0;

  now(): number {
    return 1_700_000_000_000 + this.elapsed;
  }

  monotonic(): number {
    return this.elapsed;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.elapsed += ms;
    await setImmediate();
    signal?.throwIfAborted();
  }
}
