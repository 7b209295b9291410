import type { CallOptions } from '@cloudpay/core';
import type { RefundAuthorization } from './authorization.ts';

/** What a refund takes beside what every call takes. */
export interface RefundOptions extends CallOptions {
  /** Signs the request with the merchant's private key, in place of the authentication code. Default false. */
  readonly signed?: boolean;
  /** Who permits it: the service then refuses a refund that they may not permit. Default: it does not check. */
  readonly authorization?: RefundAuthorization | undefined;
}
