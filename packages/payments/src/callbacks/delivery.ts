import type { Clock } from '@cloudpay/core';
import type { PaymentsContext } from '../context/context.ts';
import type { Callback, CallbackListener, FinishedRefund, PaymentCallback, RefundCallback } from './callback.ts';
import { confirmPayment } from './confirm-payment.ts';
import { confirmRefund } from './confirm-refund.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import { TtlSet } from './ttl-set.ts';

/** How long a delivered callback is remembered, so that the listener is not called again, in milliseconds. */
const deliveredFor = 24 * 3_600_000;

/** How many delivered callbacks are remembered: about 1 MB. */
const deliveredLimit = 10_000;

/**
 * Delivers callbacks to the listener: one at a time for each order, each payment and each final state of a refund once, and
 * none that the service contradicts.
 */
export class Delivery {
  readonly #listener: CallbackListener;
  readonly #context: PaymentsContext | undefined;
  readonly #delivered: TtlSet;
  readonly #mutex = new KeyedMutex();

  /** @param context queries the service and the journal; undefined when the callback is taken as true */
  constructor(listener: CallbackListener, context: PaymentsContext | undefined, clock: Clock) {
    this.#listener = listener;
    this.#context = context;
    this.#delivered = new TtlSet(clock, deliveredFor, deliveredLimit);
  }

  /**
   * Resolves when the listener has handled what is new in a callback.
   *
   * @throws CallbackError `contradicted`
   * @throws CloudPayError when the service or the journal cannot be used
   * @throws what the listener throws
   */
  deliver(callback: Callback): Promise<void> {
    return callback.type === 'payment'
      ? this.#mutex.runExclusive([orderOf(callback)], () => this.#deliverPayment(callback))
      : this.#mutex.runExclusive(callback.refunds.map(orderOf), () => this.#deliverRefunds(callback));
  }

  async #deliverPayment(callback: PaymentCallback): Promise<void> {
    // A payment happens once, whatever becomes of its money: refunds have callbacks of their own.
    const key = `payment ${orderOf(callback)}`;
    if (this.#delivered.has(key)) return;
    await this.#listener(this.#context ? await confirmPayment(this.#context, callback) : callback);
    this.#delivered.add(key);
  }

  async #deliverRefunds(callback: RefundCallback): Promise<void> {
    const refunds: FinishedRefund[] = [];
    for (const refund of callback.refunds.filter((item) => !this.#delivered.has(keyOf(item)))) {
      const confirmed = this.#context ? await confirmRefund(this.#context, refund) : refund;
      if (!this.#delivered.has(keyOf(confirmed))) refunds.push(confirmed);
    }
    if (refunds.length === 0) return;
    await this.#listener({ ...callback, refunds });
    for (const refund of refunds) this.#delivered.add(keyOf(refund));
  }
}

function orderOf(callback: PaymentCallback | FinishedRefund): string {
  return ('order' in callback ? callback.order.outTradeNo : callback.refund.outTradeNo) as string;
}

function keyOf({ refund, outcome }: FinishedRefund): string {
  return `refund ${refund.outRefundNo} ${outcome.result}`;
}
