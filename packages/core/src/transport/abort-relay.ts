/**
 * Ends calls when a signal aborts. All calls under the same signal share one listener. Without this, every call of a client
 * would add a listener to the signal of its close, and an AbortSignal searches its list of listeners at each addition and
 * removal.
 */
export class AbortRelay {
  readonly #followers = new Map<AbortSignal, Set<() => void>>();

  /** Calls `stop` when the signal aborts, until {@link leave}. The signal must not have aborted yet. */
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
