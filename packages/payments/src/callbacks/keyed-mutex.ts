/** A mutex for each key: tasks that share a key run one after the other, in the order in which they came. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Runs a task after all earlier tasks for any of its keys have ended, whether they succeeded or not.
   *
   * @param keys for example the numbers of the orders that a callback is about
   */
  async runExclusive<T>(keys: Iterable<string>, task: () => Promise<T>): Promise<T> {
    const unique = [...new Set(keys)];
    // The task queues for all keys at once, so two tasks with the same keys in another order cannot deadlock.
    const run = Promise.allSettled(unique.map((key) => this.#last.get(key))).then(task);
    for (const key of unique) this.#last.set(key, run);
    try {
      return await run;
    } finally {
      for (const key of unique) if (this.#last.get(key) === run) this.#last.delete(key);
    }
  }
}
