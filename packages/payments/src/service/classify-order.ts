import {
  AlipayOrderState,
  CardOrderState,
  type OrderSdk,
  PayPlatform,
  RecordOrderState,
  TradeType,
  WxpayOrderState,
} from '@cloudpay/proto';
import type { OrderOutcome } from './order-outcome.ts';

/**
 * What a state of a platform means. `paying`: the customer is paying. `absent`: the platform knows no such order. `waiting` and
 * `over` depend on other fields of the order.
 */
type Meaning =
  | 'paid'
  | 'failed'
  | 'absent'
  | 'unknown'
  | 'paying'
  | 'refunded'
  | 'reversed'
  | 'closed'
  | 'awaitingPayment'
  | 'waiting'
  | 'over';

type States = Readonly<Record<number, Meaning>>;

const wechatPay: States = {
  [WxpayOrderState.Initial]: 'unknown',
  [WxpayOrderState.MicroPaySuccess]: 'paid',
  [WxpayOrderState.UnifiedOrderSuccess]: 'paid',
  [WxpayOrderState.Refund]: 'refunded',
  [WxpayOrderState.MicroPayStopped]: 'failed',
  [WxpayOrderState.UnifiedOrderWaiting]: 'awaitingPayment',
  [WxpayOrderState.Closed]: 'closed',
  [WxpayOrderState.Reversed]: 'reversed',
  [WxpayOrderState.UserPaying]: 'paying',
  [WxpayOrderState.PayError]: 'failed',
  [WxpayOrderState.Void]: 'absent',
  [WxpayOrderState.Accepting]: 'unknown',
  [WxpayOrderState.DepositUnfrozen]: 'closed',
  [WxpayOrderState.DepositConsumed]: 'paid',
};

const alipay: States = {
  [AlipayOrderState.Initial]: 'unknown',
  [AlipayOrderState.Success]: 'paid',
  [AlipayOrderState.Waiting]: 'waiting',
  [AlipayOrderState.Closed]: 'over',
  [AlipayOrderState.Finished]: 'paid',
  [AlipayOrderState.Void]: 'absent',
};

const card: States = {
  [CardOrderState.Initial]: 'unknown',
  [CardOrderState.Success]: 'paid',
  [CardOrderState.Waiting]: 'paying',
  [CardOrderState.Refund]: 'refunded',
  [CardOrderState.Closed]: 'closed',
};

const bookkeeping: States = {
  [RecordOrderState.Initial]: 'unknown',
  [RecordOrderState.Success]: 'paid',
  [RecordOrderState.Refund]: 'refunded',
};

const platforms: Readonly<Record<number, States>> = {
  [PayPlatform.WechatPay]: wechatPay,
  [PayPlatform.Alipay]: alipay,
  [PayPlatform.MembershipCard]: card,
  [PayPlatform.Bookkeeping]: bookkeeping,
};

/**
 * The states in which an order may be refunded in part: WeChat Pay leaves "paid" with the first refund, Alipay with the last
 * one. `refundedFee` has the sum, if the service sends it.
 */
const partlyRefundable: Readonly<Record<number, number>> = {
  [PayPlatform.WechatPay]: WxpayOrderState.Refund,
  [PayPlatform.Alipay]: AlipayOrderState.Success,
};

/**
 * What the state of an order means for the shop. An undocumented state is `unknown`: a newer service may mean anything by it.
 *
 * @param order as the service reported it
 * @param tradeType from the caller, for an order without one
 */
export function classifyOrder(order: OrderSdk, tradeType?: TradeType): OrderOutcome {
  return afterRefunds(order) ?? byState(order, tradeType);
}

/** @returns undefined when the amounts do not show a refund */
function afterRefunds(order: OrderSdk): OrderOutcome | undefined {
  const { payPlatform = 0, currentTradeState = 0, totalFee, refundedFee = 0 } = order;
  if (partlyRefundable[payPlatform] !== currentTradeState || totalFee === undefined || refundedFee <= 0) return undefined;
  if (refundedFee >= totalFee) return { result: 'refunded', order };
  return { result: 'partlyRefunded', order, refundedFee, remainingFee: totalFee - refundedFee };
}

function byState(order: OrderSdk, tradeType: TradeType | undefined): OrderOutcome {
  const meaning = meaningOf(order);
  switch (meaning) {
    case 'paid':
      return { result: 'paid', order };
    case 'failed':
      return { result: 'failed', order };
    case 'refunded':
    case 'reversed':
    case 'closed':
      return { result: meaning, order };
    case 'over':
      return { result: order.gmtRefund || order.refundFee ? 'refunded' : 'closed', order };
    case 'awaitingPayment':
      return awaitingPayment(order);
    case 'waiting':
      return (order.tradeType ?? tradeType ?? TradeType.MicroPay) === TradeType.MicroPay
        ? { result: 'unknown', order }
        : awaitingPayment(order);
    default:
      return { result: 'unknown', order };
  }
}

/** Whether a micro payment waits for its customer, who usually types a password. */
export function isCustomerPaying(order: OrderSdk): boolean {
  const meaning = meaningOf(order);
  return meaning === 'paying' || meaning === 'waiting';
}

/**
 * Whether the state means that the payment platform knows no such order (Alipay 7, WeChat Pay 11). One such response decides
 * nothing: it counts like "no such order".
 */
export function isAbsentAtPlatform(order: OrderSdk): boolean {
  return meaningOf(order) === 'absent';
}

function meaningOf(order: OrderSdk): Meaning | undefined {
  return platforms[order.payPlatform ?? 0]?.[order.currentTradeState ?? 0];
}

function awaitingPayment(order: OrderSdk): OrderOutcome {
  return { result: 'awaitingPayment', ...(order.codeUrl !== undefined && { codeUrl: order.codeUrl }), order };
}
