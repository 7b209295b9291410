import { type Transport, transportOver } from './http.ts';

/**
 * HTTP over kept connections of our own, as `createHttpTransport` has them, with nothing in between: for programs that count bytes and
 * microseconds. ky makes objects for every call that nothing here needs: they cost up to half as much as a whole call by hand.
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
