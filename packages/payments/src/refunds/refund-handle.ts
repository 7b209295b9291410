import type { CallOptions } from '@cloudpay/core';
import type { RefundOutcome } from '../service/refund-outcome.ts';
import { awaitOutcome } from '../wait/await-outcome.ts';

/**
 * The handle of a refund that was accepted and recorded. The SDK follows the refund to its outcome, whether or not the handle
 * is used.
 *
 * @example
 * const refund = await payments.refund({ outTradeNo, refundFee: 100 });
 * const outcome = await refund.result();
 */
export class Refund {
  /** 商户订单号: the order that is refunded. */
  readonly outTradeNo: string;
  /** 商户退款单号: the number from the caller, or the one that the SDK made. */
  readonly outRefundNo: string;
  readonly #outcome: Promise<RefundOutcome>;

  /** @internal */
  constructor(numbers: { outTradeNo: string; outRefundNo: string }, outcome: Promise<RefundOutcome>) {
    this.outTradeNo = numbers.outTradeNo;
    this.outRefundNo = numbers.outRefundNo;
    this.#outcome = outcome;
  }

  /**
   * Waits for the final state of the refund. It is `unknown` if the platform is still processing at the end of the wait; the
   * promise does not reject because of the refund.
   *
   * @param options `timeout` in milliseconds and `signal` end this call, not the refund, which goes on
   * @returns the outcome, the same for each call
   * @throws ArgumentError (field `timeout`)
   * @throws CloudPayError `ABORTED` or `TIMEOUT` when the caller stops waiting
   */
  result(options: CallOptions = {}): Promise<RefundOutcome> {
    return awaitOutcome(this.#outcome, options);
  }
}
