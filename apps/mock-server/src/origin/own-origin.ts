import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request comes from a program, or from a page that this server itself has served. Any page on the web may send requests to
 * 127.0.0.1, though it cannot read the answers: its browser tells that it did.
 */
export function isOwnOrigin({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  // Set by browsers alone, and out of reach of pages. `none`: a person typed the address.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  // Older browsers say at least where a POST comes from.
  return origin === undefined || origin === `http://${host}`;
}
