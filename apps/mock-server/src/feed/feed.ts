/** What a listener should look at again. */
export interface News {
  exchangeChanged(id: number): void;
  stateChanged(): void;
  wasReset(): void;
}

/** Tells whoever listens that something has happened. */
export class Feed implements News {
  readonly #listeners = new Set<News>();

  /** @returns how to stop listening */
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
