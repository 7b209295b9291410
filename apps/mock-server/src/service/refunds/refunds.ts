import type { OrderClient, RefundContent } from '@cloudpay/proto';
import type { Clock } from '../../environment/clock.ts';
import type { Collection } from '../../store/collection.ts';
import { type Order, type Orders, settledFee } from '../orders/orders.ts';
import { Refusal, refusals } from '../refusals/refusal.ts';
import type { RefundStage } from './refund-states.ts';

/** A refund as the service stores it. Times are in seconds, amounts in fen. */
export interface Refund {
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  /** The platform's own number. */
  readonly refundId: string;
  readonly refundContent: RefundContent;
  readonly orderClient: OrderClient;
  readonly nonceStr: string;
  /** The fingerprint of the request. A repeated request has the same. */
  readonly fingerprint: string;
  readonly createTime: number;
  readonly lastUpdateTime: number;
  readonly successTime?: number;
  readonly stage: RefundStage;
  readonly queries: number;
}

export type NewRefund = Omit<Refund, 'createTime' | 'lastUpdateTime' | 'successTime' | 'stage' | 'queries'>;

/** The final stage of a refund, by its reason. Other reasons end in success. */
const endsByReason: ReadonlyMap<string | undefined, RefundStage> = new Map([
  ['fail', 'failed'],
  ['manual', 'manual'],
]);

/** The refunds. A refund reserves its amount at once, and takes it from the order when it succeeds. */
export class Refunds {
  readonly #refunds: Collection<Refund>;
  /** Refund numbers by order number. Searching all refunds would be too slow under load. */
  readonly #byOrder = new Map<string, string[]>();
  readonly #orders: Orders;
  readonly #clock: Clock;
  readonly #finished: (refund: Refund) => void;

  /** @param finished called with every refund that has reached its final stage */
  constructor(refunds: Collection<Refund>, orders: Orders, clock: Clock, finished: (refund: Refund) => void) {
    this.#refunds = refunds;
    this.#orders = orders;
    this.#clock = clock;
    this.#finished = finished;
    for (const refund of refunds.values()) this.#index(refund);
  }

  values(): Iterable<Refund> {
    return this.#refunds.values();
  }

  of({ outTradeNo }: Order): Refund[] {
    return (this.#byOrder.get(outTradeNo) ?? []).map((outRefundNo) => this.#refunds.get(outRefundNo) as Refund);
  }

  /** The amount of an order that may still be refunded. */
  left(order: Order): number {
    const reservedFee = this.of(order).filter(({ stage }) => stage === 'processing');
    return reservedFee.reduce((rest, { refundContent }) => rest - refundContent.refundFee, settledFee(order));
  }

  find(outRefundNo: string): Refund | undefined {
    return this.#refunds.get(outRefundNo);
  }

  /** @throws Refusal with status 104 if the order has less than that left */
  add(refund: NewRefund, order: Order): Refund {
    const { totalFee, refundFee } = refund.refundContent;
    if (totalFee !== order.payContent.totalFee) throw new Refusal(refusals.otherTotal);
    if (refundFee > this.left(order)) throw new Refusal(refusals.refundExceedsRest);
    const now = this.#clock.seconds();
    this.#index(refund);
    return this.#save({ ...refund, createTime: now, lastUpdateTime: now, stage: 'processing', queries: 0 });
  }

  /** Queries a refund. The second query finds it finished. */
  query(refund: Refund): Refund {
    const queried: Refund = { ...refund, queries: refund.queries + 1 };
    return queried.queries === 2 && queried.stage === 'processing' ? this.#finish(queried) : this.#save(queried);
  }

  reset(): void {
    this.#refunds.clear();
    this.#byOrder.clear();
  }

  #index({ outTradeNo, outRefundNo }: NewRefund): void {
    this.#byOrder.set(outTradeNo, [...(this.#byOrder.get(outTradeNo) ?? []), outRefundNo]);
  }

  #finish(refund: Refund): Refund {
    const stage = endsByReason.get(refund.refundContent.refundReason) ?? 'succeeded';
    const now = this.#clock.seconds();
    const succeeded = stage === 'succeeded';
    const finished = this.#save({ ...refund, stage, lastUpdateTime: now, ...(succeeded && { successTime: now }) });
    if (succeeded) this.#orders.recordRefund(refund.outTradeNo, refund.refundContent.refundFee);
    this.#finished(finished);
    return finished;
  }

  #save(refund: Refund): Refund {
    this.#refunds.set(refund.outRefundNo, refund);
    return refund;
  }
}
