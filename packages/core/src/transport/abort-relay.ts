import type { Cutoff } from './cutoff.ts';

/**
 * Ends calls when a signal aborts, with one listener for all calls under the same signal: the closing of a client is heeded by each of its
 * calls, and an AbortSignal looks through the listeners that it has for every one that comes or goes.
 */
export class AbortRelay {
  readonly #followers = new Map<AbortSignal, Set<Cutoff>>();

  /** Has a call end with a signal that has not aborted yet, until {@link leave}. */
  follow(signal: AbortSignal, cutoff: Cutoff): void {
    const followers = this.#followers.get(signal);
    if (followers !== undefined) {
      followers.add(cutoff);
      return;
    }
    this.#followers.set(signal, new Set([cutoff]));
    signal.addEventListener('abort', this.#relay);
  }

  leave(signal: AbortSignal, cutoff: Cutoff): void {
    const followers = this.#followers.get(signal);
    followers?.delete(cutoff);
    if (followers?.size !== 0) return;
    this.#followers.delete(signal);
    signal.removeEventListener('abort', this.#relay);
  }

  // The caller's reason stays out of it: the failure of another call, say, would pass for one of this call and tell that nothing was sent.
  readonly #relay = ({ currentTarget }: Event): void => {
    for (const cutoff of this.#followers.get(currentTarget as AbortSignal) ?? []) {
      cutoff.cut(new DOMException('aborted', 'AbortError'));
    }
  };
}
