/** Lets those who want the same thing go one after the other, in the order in which they came. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();

  /**
   * Acts when all who came before for any of these things are done, whatever came of it.
   *
   * @param things such as the numbers of the orders that a callback is about
   */
  async take<T>(things: Iterable<string>, act: () => Promise<T>): Promise<T> {
    const wanted = [...new Set(things)];
    // All places are taken at once: two who want the same things in another order cannot wait for each other.
    const turn = Promise.allSettled(wanted.map((thing) => this.#last.get(thing))).then(act);
    for (const thing of wanted) this.#last.set(thing, turn);
    try {
      return await turn;
    } finally {
      for (const thing of wanted) if (this.#last.get(thing) === turn) this.#last.delete(thing);
    }
  }
}
