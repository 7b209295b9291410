import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request comes from a program, or from a page of this server. Any web page may send requests to 127.0.0.1,
 * although it cannot read the responses. Browsers mark such requests.
 */
export function isOwnOrigin({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  // Only browsers set this header; pages cannot change it. `none`: a person typed the address.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  // Older browsers send only Origin, with a POST.
  return origin === undefined || origin === `http://${host}`;
}
