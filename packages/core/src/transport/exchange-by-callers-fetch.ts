import ky from 'ky';
import type { Exchange } from './http.ts';
import type { Fetch } from './http-transport.ts';

/** So much longer is waited, in milliseconds, for a `fetch` that was told to stop: to learn whether it sent anything, if it heeds its signal. */
const grace = 100;

/**
 * Exchanges by a `fetch` of the caller's. ky is left to do what it does best, one clean exchange: its retries (which would resend a payment
 * on their own account), its hooks (which copy the body) and its timer (which stops at the headers) are off. Redirects are not followed:
 * they would send a signed payment again, to a host that nobody configured.
 */
export function createExchange(fetch: Fetch): Exchange {
  const client = ky.create({
    fetch,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    redirect: 'manual',
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  });
  return {
    async post(url, body, cutoff) {
      let timer: NodeJS.Timeout | undefined;
      const controller = new AbortController();
      const unheeded = new Promise<never>((_, reject) => {
        cutoff.onCut((reason) => {
          controller.abort(reason);
          timer = setTimeout(() => reject(reason), grace);
        });
      });
      try {
        return await Promise.race([client.post(url, { body, signal: controller.signal }).text(), unheeded]);
      } finally {
        clearTimeout(timer);
      }
    },
    // Its connections are the caller's.
    close: () => undefined,
  };
}
