import type { CallOptions } from '@cloudpay/core';
import type { RefundAuthorization } from './authorization.ts';

/** The options of a refund. */
export interface RefundOptions extends CallOptions {
  /** Signs the request with the merchant's private key instead of the authentication code. Default false. */
  readonly signed?: boolean;
  /** Who permits the refund. The service refuses it if they may not. Default: the service does not check. */
  readonly authorization?: RefundAuthorization | undefined;
}
