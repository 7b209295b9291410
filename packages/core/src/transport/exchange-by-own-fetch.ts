import ky, { type Options } from 'ky';
import type { Exchange } from './http.ts';
import type { KeepAliveFetch, Sending } from './keep-alive-fetch.ts';

/**
 * Exchanges over connections of our own. As with a caller's `fetch`, ky does one clean exchange, its retries, hooks and timer off.
 *
 * Body and cutoff go past its Request, as an option that ky hands on to the `fetch` as it stands: a Request would make a stream of the body,
 * and ky one signal out of two, which costs more than the rest of the exchange.
 */
export function createExchange(fetch: KeepAliveFetch): Exchange {
  const client = ky.create({
    fetch: fetch as unknown as typeof globalThis.fetch,
    method: 'POST',
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  });
  return {
    async post(url, body, cutoff) {
      const options: Options & { sending: Sending } = { sending: { body, cutoff } };
      const response = await client(url, options);
      return await response.text();
    },
    close: fetch.close,
  };
}
