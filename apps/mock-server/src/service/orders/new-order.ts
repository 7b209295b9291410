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

/**
 * The fingerprint of a payment request. It leaves out `nonce_str` and `order_client`, because a restarted till may repeat
 * the request.
 */
export function fingerprintOf(tradeType: TradeType, { payMchKey, payContent }: PaymentRequest): string {
  return fingerprint(tradeType, encode(PayMchKey, payMchKey), encode(PayContent, payContent));
}

/** The new order of a payment request, without its stage. Unknown fields are dropped. */
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

/** An order number of the platform: 28 digits. Those of WeChat Pay begin with 42. */
export function platformNumber(platform: PayPlatform, random: Random): string {
  return platform === PayPlatform.WechatPay ? `4200${random.digits(24)}` : `2${random.digits(27)}`;
}
