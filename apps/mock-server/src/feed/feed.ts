/** The changes that a listener is told of. */
export interface News {
  exchangeChanged(id: number): void;
  stateChanged(): void;
  wasReset(): void;
}

/** Distributes changes to its listeners. */
export class Feed implements News {
  readonly #listeners = new Set<News>();

  /** @returns a function that stops listening */
  listen(listener: News): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  exchangeChanged(id: number): void {
    for (const listener of this.#listeners) listener.exchangeChanged(id);
  }

  stateChanged(): void {
    for (const listener of this.#listeners) listener.stateChanged();
  }

  wasReset(): void {
    for (const listener of this.#listeners) listener.wasReset();
  }
}
