import { AlipayOrderState, CardOrderState, PayPlatform, TradeType, WxpayOrderState } from '@cloudpay/proto';

/** The state of an order, with the same names for every platform. */
export type OrderStage =
  /** It waits for the customer, who enters a password or scans a code. */
  | 'waiting'
  /** The same, but reported with a number that no client knows. */
  | 'unrecognised'
  | 'paid'
  /** The customer cancelled. */
  | 'stopped'
  /** The platform could not complete the payment. */
  | 'error'
  | 'partlyRefunded'
  | 'refunded'
  | 'reversed'
  | 'closed';

const unknownToClients = 77;

const wechatMicroPay: Record<OrderStage, WxpayOrderState> = {
  waiting: WxpayOrderState.UserPaying,
  unrecognised: unknownToClients,
  paid: WxpayOrderState.MicroPaySuccess,
  stopped: WxpayOrderState.MicroPayStopped,
  error: WxpayOrderState.PayError,
  partlyRefunded: WxpayOrderState.Refund,
  refunded: WxpayOrderState.Refund,
  reversed: WxpayOrderState.Reversed,
  closed: WxpayOrderState.Closed,
};

/** `stopped` is an inference: state 5 belongs to micro pay, so a scan-code order is closed when the customer cancels. */
const wechatScanCodePay: Record<OrderStage, WxpayOrderState> = {
  ...wechatMicroPay,
  waiting: WxpayOrderState.UnifiedOrderWaiting,
  paid: WxpayOrderState.UnifiedOrderSuccess,
  stopped: WxpayOrderState.Closed,
};

const alipay: Record<OrderStage, AlipayOrderState> = {
  waiting: AlipayOrderState.Waiting,
  unrecognised: unknownToClients,
  paid: AlipayOrderState.Success,
  stopped: AlipayOrderState.Closed,
  error: AlipayOrderState.Void,
  partlyRefunded: AlipayOrderState.Success,
  refunded: AlipayOrderState.Closed,
  reversed: AlipayOrderState.Closed,
  closed: AlipayOrderState.Closed,
};

/**
 * Membership cards have no state for errors and reversals: both are closed. A partial refund has the same state as for
 * WeChat Pay (an inference).
 */
const membershipCard: Record<OrderStage, CardOrderState> = {
  waiting: CardOrderState.Waiting,
  unrecognised: unknownToClients,
  paid: CardOrderState.Success,
  stopped: CardOrderState.Closed,
  error: CardOrderState.Closed,
  partlyRefunded: CardOrderState.Refund,
  refunded: CardOrderState.Refund,
  reversed: CardOrderState.Closed,
  closed: CardOrderState.Closed,
};

/** The platform's number of an order's stage. */
export function tradeState(platform: PayPlatform, tradeType: TradeType, stage: OrderStage): number {
  if (platform === PayPlatform.Alipay) return alipay[stage];
  if (platform === PayPlatform.MembershipCard) return membershipCard[stage];
  return tradeType === TradeType.MicroPay ? wechatMicroPay[stage] : wechatScanCodePay[stage];
}
