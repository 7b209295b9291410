import type { Clock } from '@cloudpay/core';

/** Remembers texts for a time, and at most a number of them. The oldest are forgotten first. */
export class TtlSet {
  readonly #clock: Clock;
  readonly #duration: number;
  readonly #limit: number;
  /** The end of each entry on the monotonic clock, the oldest first. */
  readonly #untils = new Map<string, number>();

  /**
   * @param duration milliseconds that a text is remembered
   * @param limit the most texts
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
