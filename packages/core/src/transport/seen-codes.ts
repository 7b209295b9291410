/** At least this many codes are remembered, and at most twice as many. */
const generation = 10_000;

/**
 * The authentication codes of the responses that a client received. A code that comes twice marks a replay or an echo of an
 * earlier response. Such a response says nothing about the present state.
 */
export class SeenCodes {
  #young = new Set<string>();
  #old = new Set<string>();

  /**
   * Records a code.
   *
   * @param code a verified code in upper case
   * @returns whether the code is new among the remembered ones
   */
  isFirst(code: string): boolean {
    if (this.#young.has(code) || this.#old.has(code)) return false;
    if (this.#young.size >= generation) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(code);
    return true;
  }
}
