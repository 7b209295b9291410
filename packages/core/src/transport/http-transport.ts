import { type Transport, transportOver } from './http.ts';

/**
 * A `fetch` of the caller's own: behind a proxy, with a private CA, from a fixed egress address. It sends each request at most once: one
 * that repeats by itself may charge twice, and a failure to connect for the second time would pass for a request that was never sent.
 */
export type Fetch = typeof globalThis.fetch;

/**
 * HTTP by ky, over kept connections of our own or by a `fetch` of the caller's.
 *
 * @param fetch default: connections of our own
 */
export function createHttpTransport(fetch?: Fetch): Transport {
  return transportOver(async () => {
    if (fetch !== undefined) return (await import('./exchange-by-callers-fetch.ts')).createExchange(fetch);
    const [{ createExchange }, { createKeepAliveFetch }] = await Promise.all([
      import('./exchange-by-own-fetch.ts'),
      import('./keep-alive-fetch.ts'),
    ]);
    return createExchange(createKeepAliveFetch());
  });
}
