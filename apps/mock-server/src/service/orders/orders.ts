import { type OrderClient, type PayContent, type PayMchKey, type PayPlatform, TradeType } from '@cloudpay/proto';
import type { Clock } from '../../environment/clock.ts';
import type { Collection } from '../../store/collection.ts';
import { Refusal, refusals } from '../refusals/refusal.ts';
import type { OrderStage } from './order-states.ts';

/** An order as the service keeps it. Its times are seconds, its amounts fen. */
export interface Order {
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly payPlatform: PayPlatform;
  readonly tradeType: TradeType;
  readonly payMchKey: Pick<PayMchKey, 'outMchId' | 'outSubMchId' | 'outShopId'>;
  readonly orderClient: OrderClient;
  /** Without the customer's code. */
  readonly payContent: Omit<PayContent, 'authorCode'>;
  readonly nonceStr: string;
  /** What the request asked for: a repeat asks for the same. */
  readonly fingerprint: string;
  readonly codeUrl?: string;
  readonly createTime: number;
  readonly lastUpdateTime: number;
  readonly timeEnd?: number;
  readonly stage: OrderStage;
  /** What the second query shows; undefined when queries change nothing. */
  readonly atSecondQuery?: OrderStage | undefined;
  readonly queries: number;
  /** How often the customer's account was debited: never more than once. */
  readonly charges: number;
  readonly refundedFee: number;
}

/** What a request brings; the service adds the rest. */
export type NewOrder = Omit<Order, 'createTime' | 'lastUpdateTime' | 'timeEnd' | 'queries' | 'charges' | 'refundedFee'>;

export function isWaiting({ stage }: Order): boolean {
  return stage === 'waiting' || stage === 'unrecognised';
}

/** Whether the customer's money was taken; it stays so after refunds and reversals. */
export function isPaid({ charges }: Order): boolean {
  return charges > 0;
}

/** What the merchant still has of an order's money. */
export function settledFee(order: Order): number {
  return isPaid(order) ? order.payContent.totalFee - order.refundedFee : 0;
}

/** The orders, and the only code that takes a customer's money or gives it back. */
export class Orders {
  readonly #orders: Collection<Order>;
  /** Numbers whose first request left no trace but this. */
  readonly #attempted: Collection<true>;
  /** The customers' codes, by order number. In memory alone: a file keeps no payment code. */
  readonly #codes = new Map<string, string>();
  readonly #clock: Clock;
  readonly #paid: (order: Order) => void;

  /** @param paid is told of every order that its customer has paid */
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

  /** @throws Refusal with status 104 and internal_status 400 when there is no such order */
  get(outTradeNo: string): Order {
    const order = this.find(outTradeNo);
    if (order === undefined) throw new Refusal(refusals.orderNotFound);
    return order;
  }

  /** Notes a request that will leave no other trace. */
  attempt(outTradeNo: string): void {
    this.#attempted.set(outTradeNo, true);
  }

  wasAttempted(outTradeNo: string): boolean {
    return this.#attempted.get(outTradeNo) !== undefined;
  }

  /** @param authorCode the code that the customer showed, if they did */
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

  /** The code that the customer of an order showed. Undefined where the customer scanned, and after a restart. */
  codeOf({ outTradeNo }: Order): string | undefined {
    return this.#codes.get(outTradeNo);
  }

  /** The order as a query sees it: the second one finds what its scenario brings. */
  query(outTradeNo: string): Order {
    const order = this.get(outTradeNo);
    const queried: Order = { ...order, queries: order.queries + 1 };
    if (queried.queries === 2 && queried.atSecondQuery && isWaiting(queried)) return this.#move(queried, queried.atSecondQuery);
    return this.#save(queried);
  }

  /** The customer of a waiting order pays. */
  pay(order: Order): Order {
    return this.#move(order, 'paid');
  }

  /** The customer of a waiting order gives up. */
  stop(order: Order): Order {
    return this.#move(order, 'stopped');
  }

  /** The shop gives up waiting for the customer. */
  close(order: Order): Order {
    return this.#move(order, 'closed');
  }

  /** The shop takes the order back; what the customer paid goes back with it. */
  reverse(order: Order): Order {
    return this.#move({ ...order, refundedFee: order.refundedFee + settledFee(order) }, 'reversed');
  }

  /** A refund has succeeded. */
  giveBack(outTradeNo: string, refundFee: number): Order {
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

  /** The order as it stands at this moment: one that nobody paid in time has lapsed. Micro pays know no such time. */
  #current(order: Order): Order {
    const { timeExpire } = order.payContent;
    const mayLapse = timeExpire !== undefined && order.tradeType !== TradeType.MicroPay && isWaiting(order);
    return mayLapse && timeExpire <= this.#clock.seconds() ? this.#move(order, 'closed') : order;
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
