/** What one candidate costs beside the bytes that it hashes, in bytes hashed. */
const each = 500;
/** The most that a single diagnosis may cost: some 10 ms of a slow machine. */
const mostForOne = 2_000_000;
/** What all may cost in a row, and what comes back in a second. */
const mostInARow = 100 * mostForOne;
const perSecond = 5 * mostForOne;

/**
 * Bounds what diagnoses cost, whoever asks for how many: looking for a mistake takes a thousand hashes, and wrong codes are free to send.
 * Counted in bytes hashed, not in time: a busy machine examines no less.
 */
export class Effort {
  readonly #now: () => number;
  #left = mostInARow;
  #since: number;

  /** @param now milliseconds that never run backwards */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  /**
   * Begins a diagnosis.
   *
   * @returns asks for one candidate more, and tells whether it may be tried; undefined when there have been too many diagnoses lately
   */
  begin(): ((bytes: number) => boolean) | undefined {
    const now = this.#now();
    this.#left = Math.min(mostInARow, this.#left + ((now - this.#since) / 1000) * perSecond);
    this.#since = now;
    if (this.#left < mostForOne) return undefined;
    let left = mostForOne;
    return (bytes) => {
      const cost = bytes + each;
      left -= cost;
      if (left < 0) return false;
      this.#left -= cost;
      return true;
    };
  }
}
