import type { PayPlatform, TradeType } from '@cloudpay/proto';
import type { OrderOutcome } from '../service/order-outcome.ts';

/**
 * The state of an order in the journal: an outcome, or
 * - `undecided` until it is settled;
 * - `refused` when the SDK did not accept it and sent nothing;
 * - `elsewhere` when this journal did not see its payment (another till made it) and keeps only its refunds and cancellation.
 */
export type OrderState = 'undecided' | 'refused' | 'elsewhere' | Exclude<OrderOutcome['result'], 'unknown' | 'awaitingPayment'>;

/**
 * A moment, in milliseconds since 1970: by the clock of the machine, and by the clock of a service host, if a ping returned it.
 */
export interface Moment {
  readonly local: number;
  readonly service?: { readonly host: string; readonly time: number };
}

/** The requests of one payment, cancellation or refund. */
export interface Sends {
  /** How many requests were recorded. Each is recorded before it leaves, so the count identifies the last one. */
  readonly count: number;
  readonly lastAt: Moment;
}

/** How long "no such order" was watched for after the last request, in milliseconds: `done` of `needed`. */
export interface Watch {
  readonly needed: number;
  readonly done: number;
  /**
   * The first "no such order" after that, and how long ago it was in watched time. A second one proves that nothing happened.
   */
  readonly absence?: { readonly ago: number; readonly host?: string };
}

/** A cancellation that is not decided. */
export interface Cancellation {
  readonly sends: Sends;
}

/** One refund of an order. */
export interface RefundRecord {
  readonly outRefundNo: string;
  /** 分 fen */
  readonly refundFee: number;
  readonly state: 'undecided' | 'succeeded' | 'failed';
  readonly sends: Sends;
  /** The service has reported it. */
  readonly isKnown?: boolean;
  readonly watch?: Watch;
}

/**
 * All that the journal keeps of one order. It holds no payment code and no key, so after a crash the SDK only queries, and
 * sends nothing again.
 */
export interface JournalRecord {
  readonly outTradeNo: string;
  /** The merchant. Two merchants may use one number. */
  readonly outSubMchId: string;
  readonly state: OrderState;
  readonly tradeType?: TradeType;
  readonly payPlatform?: PayPlatform;
  /** 分 fen */
  readonly totalFee?: number;
  readonly deviceId?: string;
  readonly machineNo?: string;
  /** When the order was accepted: just before its first request left. */
  readonly acceptedAt?: Moment;
  /** The payment requests. Absent when none was recorded. */
  readonly sends?: Sends;
  /** The service has reported the order: "no such order" proves nothing any more. */
  readonly isKnown?: boolean;
  /** One of our own requests was answered with the order, or the order carries our payment code: it is ours. */
  readonly isTied?: boolean;
  /** HMAC of the customer's payment code, under the merchant's key. */
  readonly codeHmac?: string;
  readonly watch?: Watch;
  /** A cancellation was sent, and its effect is not known yet. */
  readonly cancellation?: Cancellation;
  /** A cancellation was requested: no process sends the payment again, whatever the cancellation did. */
  readonly isGivenUp?: boolean;
  /**
   * A request with this number was refused: before it was sent, or by the service because the number is used. The order with
   * this number must not be cancelled.
   */
  readonly hasRefusedDuplicate?: boolean;
  readonly refunds?: readonly RefundRecord[];
}

/** Whether a part of the order still has to be queried. */
export function isUndecided({ state, cancellation, refunds = [] }: JournalRecord): boolean {
  return state === 'undecided' || cancellation !== undefined || refunds.some((refund) => refund.state === 'undecided');
}
