/** A signal that follows others, until it is let go of. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** Stops following. */
  release(): void;
}

/**
 * A signal that aborts with the first of others, for something that ends before they do. `AbortSignal.any` leaves a trace of each such
 * something on a signal that lives as long as the client.
 */
export function linkSignals(...signals: readonly AbortSignal[]): LinkedSignal {
  const controller = new AbortController();
  const links = signals.map((signal) => {
    const onAbort = () => controller.abort(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    return () => signal.removeEventListener('abort', onAbort);
  });
  return {
    signal: controller.signal,
    release() {
      for (const unlink of links) unlink();
    },
  };
}
