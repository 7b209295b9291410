/** The cost of an attempt besides the bytes that it hashes, in bytes hashed. */
const attemptCost = 500;
/** The maximum cost of one diagnosis, in bytes hashed: about 10 ms on a slow machine. */
const maxPerDiagnosis = 2_000_000;
/** The maximum cost of many diagnoses in a row. The same amount becomes available again each second. */
const maxInARow = 100 * maxPerDiagnosis;
const perSecond = 5 * maxPerDiagnosis;

/**
 * Limits the cost of diagnoses. Explaining one wrong code takes a thousand hashes, but anyone can send wrong codes. The
 * cost is counted in bytes hashed, not in time, so that a busy machine reaches the same results.
 */
export class CostLimit {
  readonly #now: () => number;
  #left = maxInARow;
  #since: number;

  /** @param now milliseconds; never decreases */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  /**
   * Begins a diagnosis.
   *
   * @returns a function that asks whether another attempt is allowed; undefined if there were too many diagnoses recently
   */
  begin(): ((bytes: number) => boolean) | undefined {
    const now = this.#now();
    this.#left = Math.min(maxInARow, this.#left + ((now - this.#since) / 1000) * perSecond);
    this.#since = now;
    if (this.#left < maxPerDiagnosis) return undefined;
    let left = maxPerDiagnosis;
    return (bytes) => {
      const cost = bytes + attemptCost;
      left -= cost;
      if (left < 0) return false;
      this.#left -= cost;
      return true;
    };
  }
}
