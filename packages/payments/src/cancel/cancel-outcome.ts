import type { CloudPayError } from '@cloudpay/core';

/** The order is cancelled: nothing was taken, or it goes back to the customer. */
export interface Cancelled {
  readonly result: 'cancelled';
  readonly error?: CloudPayError;
}

/** Certain: the order was not cancelled by this call. */
export interface CancelFailed {
  readonly result: 'failed';
  readonly error: CloudPayError;
}

/** Not certain: cancel again, or query the order. */
export interface CancelUnknown {
  readonly result: 'unknown';
  readonly error: CloudPayError;
}

/** What is known of a cancellation. */
export type CancelOutcome = Cancelled | CancelFailed | CancelUnknown;
