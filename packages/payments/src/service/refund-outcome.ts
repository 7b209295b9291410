import type { CloudPayError } from '@cloudpay/core';
import type { RefundOrderSdk } from '@cloudpay/proto';
import type { NotFound } from './order-outcome.ts';

/** The money went back to the customer. */
export interface RefundSucceeded {
  readonly result: 'succeeded';
  readonly refund: RefundOrderSdk;
  readonly error?: CloudPayError;
}

/**
 * Certain: this refund did not and will not reach the customer. If its number belongs to another refund, this one was not made.
 */
export interface RefundFailed {
  readonly result: 'failed';
  readonly refund?: RefundOrderSdk;
  readonly error?: CloudPayError;
  /** WeChat Pay's state 5: the bank refused, the money is back with the merchant, and a person must pay the customer by hand. */
  readonly needsPerson?: true;
}

/** Not certain, or still being processed: query it later. */
export interface RefundUnknown {
  readonly result: 'unknown';
  readonly refund?: RefundOrderSdk;
  readonly error?: CloudPayError;
}

/**
 * The outcome of a refund. `unknown` is not final.
 *
 * @example
 * const refund = await payments.refund({ outTradeNo, refundFee: 100 });
 * const outcome = await refund.result();
 * switch (outcome.result) {
 *   case 'succeeded': printReceipt(); break;
 *   case 'failed': outcome.needsPerson ? payByHand() : refundAgain(); break;
 *   case 'unknown': queryLater(); break;
 * }
 */
export type RefundOutcome = RefundSucceeded | RefundFailed | RefundUnknown;

/** {@link RefundOutcome}, or `notFound` when the service knows no such refund. */
export type RefundQueryOutcome = RefundOutcome | NotFound;
