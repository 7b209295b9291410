import { encode, type OrderClient, PayContent, PayMchKey, PayPlatform, type TradeType } from '@cloudpay/proto';
import type { Random } from '../../environment/random.ts';
import { fingerprint } from '../requests/fingerprint.ts';
import { known } from '../requests/known-fields.ts';
import type { NewOrder } from './orders.ts';

interface PaymentRequest {
  readonly payMchKey: PayMchKey;
  readonly payContent: PayContent;
  readonly orderClient: OrderClient;
  readonly nonceStr: string;
}

/** What a payment request asks for. `nonce_str` and `order_client` are not part of it: a repeat may come from a restarted till. */
export function fingerprintOf(tradeType: TradeType, { payMchKey, payContent }: PaymentRequest): string {
  return fingerprint(tradeType, encode(PayMchKey, payMchKey), encode(PayContent, payContent));
}

/** The order that a payment request makes, but for where it stands. Fields that the schema does not know are not kept. */
export function newOrder(
  request: PaymentRequest,
  payPlatform: PayPlatform,
  tradeType: TradeType,
  random: Random,
): Omit<NewOrder, 'stage'> {
  const { authorCode: _secret, ...payContent } = request.payContent;
  const { outMchId, outSubMchId, outShopId } = request.payMchKey;
  return {
    outTradeNo: payContent.outTradeNo,
    transactionId: platformNumber(payPlatform, random),
    payPlatform,
    tradeType,
    payMchKey: { outMchId, outSubMchId, outShopId },
    orderClient: known(request.orderClient),
    payContent: known(payContent),
    nonceStr: request.nonceStr,
    fingerprint: fingerprintOf(tradeType, request),
  };
}

/** The platforms' own numbers: 28 digits, those of WeChat Pay beginning with 42. */
export function platformNumber(platform: PayPlatform, random: Random): string {
  return platform === PayPlatform.WechatPay ? `4200${random.digits(24)}` : `2${random.digits(27)}`;
}
