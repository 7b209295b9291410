import type { CallOptions } from '@cloudpay/core';
import type { PayPlatform } from '@cloudpay/proto';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { awaitOutcome } from '../wait/await-outcome.ts';
import type { PaymentProgress, ProgressLog } from './progress.ts';

/**
 * The handle of a payment that was accepted and recorded. The SDK follows the payment to its outcome, whether or not the handle
 * is used.
 *
 * @example
 * for await (const step of payment) console.log(step.type);
 * const outcome = await payment.result();
 */
export class Payment implements AsyncIterable<PaymentProgress> {
  /** 商户订单号: the number of the order. */
  readonly outTradeNo: string;
  /** 支付平台: for micro pay, the platform that the payment code belongs to. */
  readonly payPlatform: PayPlatform;
  readonly #outcome: Promise<OrderOutcome>;
  readonly #progress: ProgressLog;

  /** @internal */
  constructor(facts: { outTradeNo: string; payPlatform: PayPlatform }, outcome: Promise<OrderOutcome>, progress: ProgressLog) {
    this.outTradeNo = facts.outTradeNo;
    this.payPlatform = facts.payPlatform;
    this.#outcome = outcome;
    this.#progress = progress;
  }

  /**
   * Waits for the outcome. It is `unknown` if the wait ended without a decision; the promise does not reject because of the
   * payment.
   *
   * @param options `timeout` in milliseconds and `signal` end this call, not the payment, which goes on
   * @returns the outcome, the same for each call
   * @throws ArgumentError (field `timeout`)
   * @throws CloudPayError `ABORTED` or `TIMEOUT` when the caller stops waiting
   */
  result(options: CallOptions = {}): Promise<OrderOutcome> {
    return awaitOutcome(this.#outcome, options);
  }

  /**
   * Scan-code pay: waits for the text of the QR code to show.
   *
   * @returns undefined when the payment ended before the service made a code; `result()` tells how
   */
  async codeUrl(): Promise<string | undefined> {
    for await (const step of this) if (step.type === 'awaitingPayment') return step.codeUrl;
    return undefined;
  }

  /** Iterates the progress, from the first step to the outcome. Each iteration starts at the beginning. */
  [Symbol.asyncIterator](): AsyncIterator<PaymentProgress> {
    return this.#progress[Symbol.asyncIterator]();
  }
}
