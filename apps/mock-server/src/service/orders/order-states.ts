import { AlipayOrderState, CardOrderState, PayPlatform, TradeType, WxpayOrderState } from '@cloudpay/proto';

/** Where an order stands, in the sandbox's own terms: the same for every platform. */
export type OrderStage =
  /** Waits for the customer, who types a password or has a code to scan. */
  | 'waiting'
  /** The same, reported by a number that no client knows. */
  | 'unrecognised'
  | 'paid'
  /** The customer gave up. */
  | 'stopped'
  /** The payment failed on the platform's side. */
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

/** `stopped` is an inference: state 5 belongs to micro pay, so a scan-code order whose customer gives up is closed. */
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

/** Cards know neither an error nor a reversal: both end closed. A partial refund shows as with WeChat Pay (an inference). */
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

/** The platform's number for a stage of an order. */
export function tradeState(platform: PayPlatform, tradeType: TradeType, stage: OrderStage): number {
  if (platform === PayPlatform.Alipay) return alipay[stage];
  if (platform === PayPlatform.MembershipCard) return membershipCard[stage];
  return tradeType === TradeType.MicroPay ? wechatMicroPay[stage] : wechatScanCodePay[stage];
}
