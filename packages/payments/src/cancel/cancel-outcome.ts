import type { CloudPayError } from '@cloudpay/core';

/** The order is cancelled: no money was taken, or it goes back to the customer. */
export interface Cancelled {
  readonly result: 'cancelled';
  readonly error?: CloudPayError;
}

/** Certain: this call did not cancel the order. `error` tells why. */
export interface CancelFailed {
  readonly result: 'failed';
  readonly error: CloudPayError;
}

/**
 * Not certain: cancel again, or query the order. A reversed order that is still paid is `unknown` for 70 s after the reverse.
 */
export interface CancelUnknown {
  readonly result: 'unknown';
  readonly error: CloudPayError;
}

/**
 * The outcome of a cancellation.
 *
 * @example
 * const outcome = await payments.cancelOrder({ outTradeNo });
 * switch (outcome.result) {
 *   case 'cancelled': startAgain(); break;
 *   case 'failed': showReason(outcome.error); break;
 *   case 'unknown': askToCancelAgain(); break;
 * }
 */
export type CancelOutcome = Cancelled | CancelFailed | CancelUnknown;
