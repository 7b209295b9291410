import { setTimeout } from 'node:timers/promises';
import type { Collection } from '../store/collection.ts';

/** The source of the sandbox's time. Tests replace it to avoid waiting. */
export interface TimeSource {
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly now?: () => number;
  /** Resolves after the milliseconds, or rejects as soon as the signal aborts. Default: a timer. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

const offsetKey = 'offset_ms';

/**
 * The server's clock, which can be moved forward. All waits of the sandbox use it: late responses, held connections,
 * repeated callbacks. Moving it forward ends the waits that become due.
 */
export class Clock {
  readonly #now: () => number;
  readonly #monotonic: () => number;
  readonly #sleep: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
  /** How far the clock was moved. It is stored with the orders, because their times depend on it. */
  readonly #kept: Collection<number>;
  #moved = new AbortController();
  /** How far the clock was moved in total. A reset does not change it. */
  #totalMoved = 0;

  constructor(source: TimeSource, kept: Collection<number>) {
    this.#now = source.now ?? Date.now;
    this.#monotonic = source.now ?? (() => performance.now());
    this.#sleep = source.sleep ?? ((milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }));
    this.#kept = kept;
  }

  /** How far it was moved forward. */
  get movedMilliseconds(): number {
    return this.#kept.get(offsetKey) ?? 0;
  }

  milliseconds(): number {
    return this.#now() + this.movedMilliseconds;
  }

  /** Milliseconds since an arbitrary moment. A reset does not turn it back. */
  monotonic(): number {
    return this.#monotonic() + this.#totalMoved;
  }

  /** Seconds since 1970, the unit of Cloud Pay. */
  seconds(): number {
    return Math.floor(this.milliseconds() / 1000);
  }

  advance(seconds: number): void {
    this.#kept.set(offsetKey, this.movedMilliseconds + seconds * 1000);
    this.#totalMoved += seconds * 1000;
    this.#wakeSleepers();
  }

  reset(): void {
    this.#kept.clear();
    this.#wakeSleepers();
  }

  /**
   * Waits on this clock.
   *
   * @returns false if the signal aborted the wait
   */
  async sleep(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    const due = this.milliseconds() + milliseconds;
    for (let left = milliseconds; left > 0; left = Math.min(left, due - this.milliseconds())) {
      const moved = this.#moved.signal;
      try {
        await this.#sleep(left, AbortSignal.any([signal, moved]));
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        // The clock was moved. The loop waits for the remaining time.
        if (!moved.aborted) throw error;
      }
    }
    return true;
  }

  #wakeSleepers(): void {
    const moved = this.#moved;
    this.#moved = new AbortController();
    moved.abort();
  }
}
