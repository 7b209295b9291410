import { type OrderClient, type PayContent, type PayMchKey, type PayPlatform, TradeType } from '@cloudpay/proto';
import type { Clock } from '../../environment/clock.ts';
import type { Collection } from '../../store/collection.ts';
import { Refusal, refusals } from '../refusals/refusal.ts';
import type { OrderStage } from './order-states.ts';

/** An order as the service stores it. Times are in seconds, amounts in fen. */
export interface Order {
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly payPlatform: PayPlatform;
  readonly tradeType: TradeType;
  readonly payMchKey: Pick<PayMchKey, 'outMchId' | 'outSubMchId' | 'outShopId'>;
  readonly orderClient: OrderClient;
  /** Without the payment code. */
  readonly payContent: Omit<PayContent, 'authorCode'>;
  readonly nonceStr: string;
  /** The fingerprint of the request. A repeated request has the same. */
  readonly fingerprint: string;
  readonly codeUrl?: string;
  readonly createTime: number;
  readonly lastUpdateTime: number;
  readonly timeEnd?: number;
  readonly stage: OrderStage;
  /** The stage from the second query on. Undefined if queries change nothing. */
  readonly atSecondQuery?: OrderStage | undefined;
  readonly queries: number;
  /** How many times the customer was charged: never more than once. */
  readonly charges: number;
  readonly refundedFee: number;
}

/** The parts of an order that come from the request. The service adds the rest. */
export type NewOrder = Omit<Order, 'createTime' | 'lastUpdateTime' | 'timeEnd' | 'queries' | 'charges' | 'refundedFee'>;

export function isWaiting({ stage }: Order): boolean {
  return stage === 'waiting' || stage === 'unrecognised';
}

/** Whether the customer was charged. It stays true after refunds and reversals. */
export function isPaid({ charges }: Order): boolean {
  return charges > 0;
}

/** The amount of the order that the merchant still has. */
export function settledFee(order: Order): number {
  return isPaid(order) ? order.payContent.totalFee - order.refundedFee : 0;
}

/** The orders. This is the only code that charges customers and returns money. */
export class Orders {
  readonly #orders: Collection<Order>;
  /** Numbers whose first request was recorded only here. */
  readonly #attempted: Collection<true>;
  /** The payment codes by order number, in memory only: no file stores them. */
  readonly #codes = new Map<string, string>();
  readonly #clock: Clock;
  readonly #paid: (order: Order) => void;

  /** @param paid called with every order that its customer has paid */
  constructor(orders: Collection<Order>, attempted: Collection<true>, clock: Clock, paid: (order: Order) => void) {
    this.#orders = orders;
    this.#attempted = attempted;
    this.#clock = clock;
    this.#paid = paid;
  }

  *values(): Iterable<Order> {
    for (const order of this.#orders.values()) yield this.#current(order);
  }

  find(outTradeNo: string): Order | undefined {
    const order = this.#orders.get(outTradeNo);
    return order && this.#current(order);
  }

  /** @throws Refusal with status 104 and internal_status 400 if there is no such order */
  get(outTradeNo: string): Order {
    const order = this.find(outTradeNo);
    if (order === undefined) throw new Refusal(refusals.orderNotFound);
    return order;
  }

  /** Records a request that leaves no other trace. */
  attempt(outTradeNo: string): void {
    this.#attempted.set(outTradeNo, true);
  }

  wasAttempted(outTradeNo: string): boolean {
    return this.#attempted.get(outTradeNo) !== undefined;
  }

  /** @param authorCode the payment code, if the customer showed one */
  add({ stage, ...order }: NewOrder, authorCode?: string): Order {
    if (authorCode !== undefined) this.#codes.set(order.outTradeNo, authorCode);
    const now = this.#clock.seconds();
    const waiting: Order = {
      ...order,
      stage: 'waiting',
      createTime: now,
      lastUpdateTime: now,
      queries: 0,
      charges: 0,
      refundedFee: 0,
    };
    return this.#move(waiting, stage);
  }

  /** The payment code of an order. Undefined if the customer scanned a code, and after a restart. */
  codeOf({ outTradeNo }: Order): string | undefined {
    return this.#codes.get(outTradeNo);
  }

  /** Queries an order. The second query moves it to the stage of its scenario. */
  query(outTradeNo: string): Order {
    const order = this.get(outTradeNo);
    const queried: Order = { ...order, queries: order.queries + 1 };
    if (queried.queries === 2 && queried.atSecondQuery && isWaiting(queried)) return this.#move(queried, queried.atSecondQuery);
    return this.#save(queried);
  }

  /** Lets the customer of a waiting order pay. */
  pay(order: Order): Order {
    return this.#move(order, 'paid');
  }

  /** Lets the customer of a waiting order cancel. */
  stop(order: Order): Order {
    return this.#move(order, 'stopped');
  }

  /** Closes an unpaid order. */
  close(order: Order): Order {
    return this.#move(order, 'closed');
  }

  /** Reverses an order, and returns what the customer paid. */
  reverse(order: Order): Order {
    return this.#move({ ...order, refundedFee: order.refundedFee + settledFee(order) }, 'reversed');
  }

  /** Records a finished refund. */
  recordRefund(outTradeNo: string, refundFee: number): Order {
    const order = this.get(outTradeNo);
    if (refundFee > settledFee(order)) throw new Error(`${outTradeNo}: more would go back than was paid`);
    const refunded = { ...order, refundedFee: order.refundedFee + refundFee };
    return this.#move(refunded, settledFee(refunded) === 0 ? 'refunded' : 'partlyRefunded');
  }

  reset(): void {
    this.#orders.clear();
    this.#attempted.clear();
    this.#codes.clear();
  }

  /** The order with its current stage: an unpaid order expires. A micro pay has no expiry. */
  #current(order: Order): Order {
    const { timeExpire } = order.payContent;
    const canExpire = timeExpire !== undefined && order.tradeType !== TradeType.MicroPay && isWaiting(order);
    return canExpire && timeExpire <= this.#clock.seconds() ? this.#move(order, 'closed') : order;
  }

  #move(order: Order, stage: OrderStage): Order {
    const now = this.#clock.seconds();
    const moved = { ...order, stage, lastUpdateTime: now };
    if (stage !== 'paid') return this.#save(moved);
    if (!isWaiting(order)) throw new Error(`${order.outTradeNo} is ${order.stage}: nobody waits for its money`);
    const paid = this.#save({ ...moved, charges: order.charges + 1, timeEnd: now });
    this.#paid(paid);
    return paid;
  }

  #save(order: Order): Order {
    this.#orders.set(order.outTradeNo, order);
    return order;
  }
}
