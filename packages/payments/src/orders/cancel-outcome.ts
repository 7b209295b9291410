import type { CloudPayError } from '@cloudpay/core';

/** The order is cancelled: nothing was taken, or it goes back to the customer. */
export interface Cancelled {
  readonly result: 'cancelled';
  readonly code: 0;
}

/** Certain: the order was not cancelled by this call. */
export interface CancelFailed {
  readonly result: 'failed';
  readonly code: -1;
  readonly error: CloudPayError;
}

/** Not certain: cancel again, or query the order. */
export interface CancelUnknown {
  readonly result: 'unknown';
  readonly code: -2;
  readonly error: CloudPayError;
}

/** What is known of a cancellation. `code` is the C SDK's return code of `cloud_pay_cancel_order`. */
export type CancelOutcome = Cancelled | CancelFailed | CancelUnknown;
