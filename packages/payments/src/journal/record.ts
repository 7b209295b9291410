import type { PayPlatform, TradeType } from '@cloudpay/proto';
import type { OrderOutcome } from '../service/order-outcome.ts';

/**
 * What an order has come to: `undecided` until it is settled; `refused` when the SDK did not accept it and nothing was sent;
 * `elsewhere` when this journal did not see its payment (another till made it) and keeps its refunds alone.
 */
export type OrderState = 'undecided' | 'refused' | 'elsewhere' | Exclude<OrderOutcome['result'], 'unknown' | 'awaitingPayment'>;

/**
 * A moment: by the clock of the machine, and by the clock of a service host where a ping has told it. Milliseconds since 1970.
 */
export interface Moment {
  readonly local: number;
  readonly service?: { readonly host: string; readonly time: number };
}

/** The requests for one thing: a payment, a cancellation, a refund. */
export interface Sends {
  /** How many were recorded; each is recorded before it leaves. It identifies the last one. */
  readonly count: number;
  readonly lastAt: Moment;
}

/** How long "no such order" has been watched for, in milliseconds, by those who held the record after the last request. */
export interface Watch {
  readonly needed: number;
  readonly done: number;
  /**
   * The first "no such order" after that, with how long ago by the time that was watched: a second one proves that nothing
   * happened.
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
  /** The service has told of it. */
  readonly isKnown?: boolean;
  readonly watch?: Watch;
}

/**
 * All that the journal keeps of one order. It holds no payment code and no key: after a crash nothing is sent again, only
 * asked.
 */
export interface JournalRecord {
  readonly outTradeNo: string;
  /** Whose order it is. Two merchants may use one number. */
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
  /** Somebody was told of the order: "no such order" means nothing any more. */
  readonly isKnown?: boolean;
  /** One of our own requests was answered with the order, or the order carries our payment code: it is ours. */
  readonly isTied?: boolean;
  /** HMAC of the customer's payment code, under the merchant's key. */
  readonly codeHmac?: string;
  readonly watch?: Watch;
  /** A cancellation left, and its effect is not known yet. */
  readonly cancellation?: Cancellation;
  /** A cancellation was asked for: the payment is not sent again, by whichever process, whatever became of the cancellation. */
  readonly isGivenUp?: boolean;
  /**
   * A request with this number was refused: before it was sent, or by the service because the number is used. Whoever sent it
   * must not cancel the order that has the number.
   */
  readonly hasRefusedDuplicate?: boolean;
  readonly refunds?: readonly RefundRecord[];
}

/** Whether something about an order still has to be asked from the service. */
export function isUndecided({ state, cancellation, refunds = [] }: JournalRecord): boolean {
  return state === 'undecided' || cancellation !== undefined || refunds.some((refund) => refund.state === 'undecided');
}
