import type { Clock } from '@cloudpay/core';

/** Remembers texts for a while, and not more than so many of them: the oldest are forgotten first. */
export class TtlSet {
  readonly #clock: Clock;
  readonly #duration: number;
  readonly #limit: number;
  /** Until when, on the monotonic clock; the oldest first. */
  readonly #untils = new Map<string, number>();

  /**
   * @param duration milliseconds
   * @param limit how many at most
   */
  constructor(clock: Clock, duration: number, limit: number) {
    this.#clock = clock;
    this.#duration = duration;
    this.#limit = limit;
  }

  has(text: string): boolean {
    const until = this.#untils.get(text);
    return until !== undefined && this.#clock.monotonic() < until;
  }

  add(text: string): void {
    this.#untils.delete(text);
    this.#untils.set(text, this.#clock.monotonic() + this.#duration);
    for (const [oldest, until] of this.#untils) {
      if (this.#untils.size <= this.#limit && this.#clock.monotonic() < until) return;
      this.#untils.delete(oldest);
    }
  }
}
