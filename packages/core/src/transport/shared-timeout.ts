import type { BaseClient } from './base-client.ts';
import type { CallOptions } from './call-options.ts';

/**
 * Spreads one timeout over all calls of an operation.
 *
 * @returns a function that returns the options of the next call, with the time that is left. Without a timeout each call
 * uses its own default
 */
export function sharedTimeout({ clock }: BaseClient, { signal, timeout }: CallOptions): () => CallOptions {
  if (timeout === undefined) return () => ({ signal });
  const deadline = clock.monotonic() + timeout;
  return () => ({ signal, timeout: Math.max(1, deadline - clock.monotonic()) });
}
