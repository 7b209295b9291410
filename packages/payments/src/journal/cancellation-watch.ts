import type { Clock } from '@cloudpay/core';
import type { JournalRecord } from './record.ts';

/** How long a cancellation may still take effect after its request ended, in milliseconds. */
const mayTakeEffect = 70_000;

/** The longest exchange of another process, in milliseconds. */
const longestExchange = 30_000;

interface Seen {
  /** The number of the cancellation, counted for its order. */
  readonly count: number;
  /** On the monotonic clock. Until then, "paid" is only progress. */
  readonly until: number;
}

/** Tracks how long the cancellation of an order may still take effect, on the monotonic clock of this process. */
export class CancellationWatch {
  readonly #clock: Clock;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts the time: the request of this process has ended, with any result. */
  ended({ outTradeNo, cancellation }: JournalRecord): void {
    const count = cancellation?.sends.count ?? 0;
    this.#seen.set(outTradeNo, { count, until: this.#clock.monotonic() + mayTakeEffect });
  }

  /** Ends the time: the cancellation of the order is decided. */
  forget(outTradeNo: string): void {
    this.#seen.delete(outTradeNo);
  }

  /** Whether a cancellation that was sent may still take effect on the order. */
  mayTakeEffect(record: JournalRecord): boolean {
    return this.remaining(record) > 0;
  }

  /** How long it may still take effect, in milliseconds. */
  remaining({ outTradeNo, cancellation }: JournalRecord): number {
    if (cancellation === undefined) return 0;
    const now = this.#clock.monotonic();
    const { count } = cancellation.sends;
    let seen = this.#seen.get(outTradeNo);
    if (seen?.count !== count) {
      // Sent by another process, or before a restart: it is not known when the request ended.
      seen = { count, until: now + longestExchange + mayTakeEffect };
      this.#seen.set(outTradeNo, seen);
    }
    return Math.max(0, seen.until - now);
  }
}
