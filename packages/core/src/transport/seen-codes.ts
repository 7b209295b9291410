/** So many codes are remembered at least, and twice as many at most. */
const generation = 10_000;

/**
 * The authentication codes of a client's responses. A response that comes a second time is a replay, or the echo of an earlier call, and says
 * nothing about the present.
 */
export class SeenCodes {
  #young = new Set<string>();
  #old = new Set<string>();

  /**
   * Notes a code.
   *
   * @param code verified, in upper case
   * @returns whether it comes for the first time, as far as the memory reaches
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
