import type { CallOptions } from '@cloudpay/core';
import type { RefundOutcome } from '../service/refund-outcome.ts';
import { awaitOutcome } from '../wait/await-outcome.ts';

/**
 * A refund that was accepted and recorded. The SDK takes it to its outcome whether or not anyone looks.
 */
export class Refund {
  readonly outTradeNo: string;
  /** 商户退款单号: the caller's, or the one that the SDK made. */
  readonly outRefundNo: string;
  readonly #outcome: Promise<RefundOutcome>;

  /** @internal */
  constructor(numbers: { outTradeNo: string; outRefundNo: string }, outcome: Promise<RefundOutcome>) {
    this.outTradeNo = numbers.outTradeNo;
    this.outRefundNo = numbers.outRefundNo;
    this.#outcome = outcome;
  }

  /**
   * Settles on the refund's final state: `unknown` when the platform is still at it at the end of the wait, never a rejection
   * because of the refund.
   *
   * @param options bound this call, not the refund itself, which goes on
   * @throws CloudPayError `ABORTED` or `TIMEOUT`, when the caller stops waiting
   */
  result(options: CallOptions = {}): Promise<RefundOutcome> {
    return awaitOutcome(this.#outcome, options);
  }
}
