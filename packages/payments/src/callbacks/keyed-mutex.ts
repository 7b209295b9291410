/** A mutex for each key: tasks that share a key run one after the other, in the order in which they came. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Runs a task when all that came before for any of its keys are done, whatever came of them.
   *
   * @param keys such as the numbers of the orders that a callback is about
   */
  async runExclusive<T>(keys: Iterable<string>, task: () => Promise<T>): Promise<T> {
    const unique = [...new Set(keys)];
    // All places are taken at once: two tasks with the same keys in another order cannot wait for each other.
    const run = Promise.allSettled(unique.map((key) => this.#last.get(key))).then(task);
    for (const key of unique) this.#last.set(key, run);
    try {
      return await run;
    } finally {
      for (const key of unique) if (this.#last.get(key) === run) this.#last.delete(key);
    }
  }
}
