import { type Transport, transportOver } from './http.ts';

/**
 * HTTP over kept connections of our own, as `createHttpTransport` has them, with nothing in between: for programs that count bytes and
 * microseconds. What ky makes for every call, and this does not use, costs two fifths of a call by hand.
 */
export function createDirectTransport(): Transport {
  return transportOver(async () => {
    const { createKeepAliveFetch } = await import('./keep-alive-fetch.ts');
    const fetch = createKeepAliveFetch();
    return {
      async post(url, body, cutoff) {
        const response = await fetch({ url }, { sending: { body, cutoff } });
        return await response.text();
      },
      close: fetch.close,
    };
  });
}
