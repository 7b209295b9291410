import type { BaseClient, CallOptions } from './base-client.ts';

/**
 * Shares one timeout among the calls of an operation.
 *
 * @returns the options of the next call; without a timeout each call has its own default
 */
export function sharedTimeout({ clock }: BaseClient, { signal, timeout }: CallOptions): () => CallOptions {
  if (timeout === undefined) return () => ({ signal });
  const deadline = clock.monotonic() + timeout;
  return () => ({ signal, timeout: Math.max(1, deadline - clock.monotonic()) });
}
