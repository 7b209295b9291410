import type { CallOptions } from '@cloudpay/core';
import type { PayPlatform } from '@cloudpay/proto';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { awaitOutcome } from '../wait/await-outcome.ts';
import type { PaymentProgress, ProgressLog } from './progress.ts';

/**
 * A payment that was accepted and recorded. The SDK takes it to its outcome whether or not anyone looks.
 *
 * @example
 * for await (const step of payment) console.log(step.type);
 * const outcome = await payment.result();
 */
export class Payment implements AsyncIterable<PaymentProgress> {
  readonly outTradeNo: string;
  /** 支付平台: for micro pay, as recognised from the customer's code. */
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
   * Settles on the outcome: `unknown` at the end of the wait, never a rejection because of the payment.
   *
   * @param options bound this call, not the payment itself, which goes on
   * @throws CloudPayError `ABORTED` or `TIMEOUT`, when the caller stops waiting
   */
  result(options: CallOptions = {}): Promise<OrderOutcome> {
    return awaitOutcome(this.#outcome, options);
  }

  /**
   * Scan-code pay: the text of the QR code to show.
   *
   * @returns undefined when the payment ended before the service made one; `result()` says how
   */
  async codeUrl(): Promise<string | undefined> {
    for await (const step of this) if (step.type === 'awaitingPayment') return step.codeUrl;
    return undefined;
  }

  /** Tells the progress, from the first step to the outcome; each iteration starts at the beginning. */
  [Symbol.asyncIterator](): AsyncIterator<PaymentProgress> {
    return this.#progress[Symbol.asyncIterator]();
  }
}
