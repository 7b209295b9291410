import { setTimeout } from 'node:timers/promises';
import type { Collection } from '../store/collection.ts';

/** Where the sandbox's time comes from. Tests bring their own and wait for nothing. */
export interface TimeSource {
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly now?: () => number;
  /** Resolves after the milliseconds, or rejects as soon as the signal aborts. Default: a timer. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

const offsetKey = 'offset_ms';

/**
 * The server's clock, which can be moved forward. Whatever the sandbox waits for (a late response, a held connection, the next callback)
 * is waited for on this clock: moving it forward ends the waits that are due.
 */
export class Clock {
  readonly #now: () => number;
  readonly #monotonic: () => number;
  readonly #sleep: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
  /** How far it was moved; kept with the orders, whose times it explains. */
  readonly #kept: Collection<number>;
  #moved = new AbortController();
  /** How far it was moved since it was made, whatever was reset. */
  #everMoved = 0;

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

  /** Milliseconds since some moment. A reset does not turn it back. */
  monotonic(): number {
    return this.#monotonic() + this.#everMoved;
  }

  /** As Cloud Pay tells the time. */
  seconds(): number {
    return Math.floor(this.milliseconds() / 1000);
  }

  advance(seconds: number): void {
    this.#kept.set(offsetKey, this.movedMilliseconds + seconds * 1000);
    this.#everMoved += seconds * 1000;
    this.#wakeSleepers();
  }

  reset(): void {
    this.#kept.clear();
    this.#wakeSleepers();
  }

  /**
   * Waits on this clock.
   *
   * @returns false when the signal aborted the wait
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
        // The clock was moved: the loop waits for what is left, if anything is.
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
