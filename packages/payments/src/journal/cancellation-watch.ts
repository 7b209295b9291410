import type { Clock } from '@cloudpay/core';
import type { JournalRecord } from './record.ts';

/** So long after the last cancellation ended it may still take effect, in milliseconds. */
const mayTakeEffect = 70_000;

/** The longest that a request of another process takes to end, in milliseconds. */
const longestExchange = 30_000;

interface Seen {
  /** Which of the cancellations of the order. */
  readonly count: number;
  /** On the monotonic clock: until then the order's "paid" is no more than progress. */
  readonly until: number;
}

/** Knows how long the cancellation of an order may still take effect, by the monotonic clock of this process. */
export class CancellationWatch {
  readonly #clock: Clock;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A cancellation that this process sent has ended, however it did. */
  ended({ outTradeNo, cancellation }: JournalRecord): void {
    const count = cancellation?.sends.count ?? 0;
    this.#seen.set(outTradeNo, { count, until: this.#clock.monotonic() + mayTakeEffect });
  }

  /** The cancellation of an order is decided. */
  forget(outTradeNo: string): void {
    this.#seen.delete(outTradeNo);
  }

  /** Whether the order of a record may still be cancelled by a cancellation that has left. */
  mayTakeEffect(record: JournalRecord): boolean {
    return this.remaining(record) > 0;
  }

  /** For how long, in milliseconds. */
  remaining({ outTradeNo, cancellation }: JournalRecord): number {
    if (cancellation === undefined) return 0;
    const now = this.#clock.monotonic();
    const { count } = cancellation.sends;
    let seen = this.#seen.get(outTradeNo);
    if (seen?.count !== count) {
      // Sent by another process, or before a restart: when it ended is not known.
      seen = { count, until: now + longestExchange + mayTakeEffect };
      this.#seen.set(outTradeNo, seen);
    }
    return Math.max(0, seen.until - now);
  }
}
