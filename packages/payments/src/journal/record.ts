import type { OrderOutcome } from '@cloudpay/core';
import type { PayPlatform, TradeType } from '@cloudpay/proto';

/**
 * What an order has come to: `undecided` until the service's word settles it; `refused` when the SDK did not accept it and nothing was
 * sent; `elsewhere` when this journal did not see its payment (another till made it) and keeps its refunds alone.
 */
export type OrderState = 'undecided' | 'refused' | 'elsewhere' | Exclude<OrderOutcome['result'], 'unknown' | 'awaitingPayment'>;

/** When a request left: by the clock of the machine, and by the service's own where a ping has told it. Milliseconds since 1970. */
export interface SentAt {
  readonly local: number;
  readonly service?: number;
}

/** Who is settling an order right now. Others leave it alone until the lease is over. */
export interface Lease {
  readonly owner: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** One refund of an order. */
export interface RefundRecord {
  readonly outRefundNo: string;
  /** 分 fen */
  readonly refundFee: number;
  readonly state: 'undecided' | 'succeeded' | 'failed';
  readonly lastSentAt: SentAt;
}

/**
 * All that the journal keeps of one order. It holds no payment code and no key: after a crash nothing is sent again, only asked.
 */
export interface JournalRecord {
  readonly outTradeNo: string;
  /** Whose order it is: merchants may share a store, but only its own merchant can ask for an order. Set by the journal. */
  readonly outSubMchId?: string;
  readonly state: OrderState;
  readonly tradeType?: TradeType;
  readonly payPlatform?: PayPlatform;
  /** 分 fen */
  readonly totalFee?: number;
  readonly deviceId?: string;
  readonly machineNo?: string;
  /** Absent before the first request of this order left. */
  readonly lastSentAt?: SentAt;
  /** A cancellation left then, and its effect is not known yet. */
  readonly cancelSentAt?: SentAt;
  /** A cancellation was asked for: the payment is not sent again, by whichever process, whatever became of the cancellation. */
  readonly isGivenUp?: boolean;
  /**
   * A request with this number was refused: before it was sent, or by the service because the number is used. Whoever sent it must not cancel
   * the order that has the number.
   */
  readonly hasRefusedDuplicate?: boolean;
  readonly refunds?: readonly RefundRecord[];
  readonly lease?: Lease;
}

/** Whether something about an order still has to be asked from the service. */
export function isUndecided(record: JournalRecord): boolean {
  return (
    record.state === 'undecided' ||
    record.cancelSentAt !== undefined ||
    (record.refunds?.some(({ state }) => state === 'undecided') ?? false)
  );
}
