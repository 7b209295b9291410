/**
 * Ends calls when a signal aborts, with one listener for all calls under the same signal: each call of a client ends when the client closes,
 * and an AbortSignal searches its list of listeners whenever one is added or removed.
 */
export class AbortRelay {
  readonly #followers = new Map<AbortSignal, Set<() => void>>();

  /** Calls `stop` when a signal that has not aborted yet aborts, until {@link leave}. */
  follow(signal: AbortSignal, stop: () => void): void {
    const followers = this.#followers.get(signal);
    if (followers !== undefined) {
      followers.add(stop);
      return;
    }
    this.#followers.set(signal, new Set([stop]));
    signal.addEventListener('abort', this.#relay);
  }

  leave(signal: AbortSignal, stop: () => void): void {
    const followers = this.#followers.get(signal);
    followers?.delete(stop);
    if (followers?.size !== 0) return;
    this.#followers.delete(signal);
    signal.removeEventListener('abort', this.#relay);
  }

  readonly #relay = ({ currentTarget }: Event): void => {
    for (const stop of this.#followers.get(currentTarget as AbortSignal) ?? []) stop();
  };
}
