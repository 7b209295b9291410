import type { Clock } from '@cloudpay/core';
import type { PaymentsContext } from '../context/context.ts';
import type { Callback, CallbackListener, FinishedRefund, PaymentCallback, RefundCallback } from './callback.ts';
import { confirmPayment } from './confirm-payment.ts';
import { confirmRefund } from './confirm-refund.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import { TtlSet } from './ttl-set.ts';

/** How long the listener is not told again of what it has taken, in milliseconds. */
const toldMemory = 24 * 3_600_000;

/** How many pieces of news are remembered: about 1 MB of them. */
const toldLimit = 10_000;

/**
 * Brings callbacks to the listener: those about one order one after the other, each piece of news once, and none that the
 * service denies.
 */
export class Delivery {
  readonly #listener: CallbackListener;
  readonly #asking: PaymentsContext | undefined;
  readonly #told: TtlSet;
  readonly #mutex = new KeyedMutex();

  /** @param asking undefined when nobody is to be asked */
  constructor(listener: CallbackListener, asking: PaymentsContext | undefined, clock: Clock) {
    this.#listener = listener;
    this.#asking = asking;
    this.#told = new TtlSet(clock, toldMemory, toldLimit);
  }

  /**
   * Resolves when the listener has taken what is new in a callback.
   *
   * @throws CallbackError `contradicted`; what the listener throws; CloudPayError when the service or the journal cannot be asked
   */
  deliver(callback: Callback): Promise<void> {
    return callback.type === 'payment'
      ? this.#mutex.runExclusive([orderOf(callback)], () => this.#deliverPayment(callback))
      : this.#mutex.runExclusive(callback.refunds.map(orderOf), () => this.#deliverRefunds(callback));
  }

  async #deliverPayment(callback: PaymentCallback): Promise<void> {
    // A payment happens once, whatever becomes of its money: what does has callbacks of its own.
    const news = `payment ${orderOf(callback)}`;
    if (this.#told.has(news)) return;
    await this.#listener(this.#asking ? await confirmPayment(this.#asking, callback) : callback);
    this.#told.add(news);
  }

  async #deliverRefunds(callback: RefundCallback): Promise<void> {
    const refunds: FinishedRefund[] = [];
    for (const refund of callback.refunds.filter((item) => !this.#told.has(newsOf(item)))) {
      const confirmed = this.#asking ? await confirmRefund(this.#asking, refund) : refund;
      if (!this.#told.has(newsOf(confirmed))) refunds.push(confirmed);
    }
    if (refunds.length === 0) return;
    await this.#listener({ ...callback, refunds });
    for (const refund of refunds) this.#told.add(newsOf(refund));
  }
}

function orderOf(callback: PaymentCallback | FinishedRefund): string {
  return ('order' in callback ? callback.order.outTradeNo : callback.refund.outTradeNo) as string;
}

function newsOf({ refund, outcome }: FinishedRefund): string {
  return `refund ${refund.outRefundNo} ${outcome.result}`;
}
