/** The changes that a listener is told of. */
export interface ChangeListener {
  exchangeChanged(id: number): void;
  stateChanged(): void;
  wasReset(): void;
}

/** Distributes changes to its listeners. */
export class Feed implements ChangeListener {
  readonly #listeners = new Set<ChangeListener>();

  /** @returns a function that stops listening */
  listen(listener: ChangeListener): () => void {
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
