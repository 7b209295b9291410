import { type CallOptions, type CloudPayClient, callWithRetries } from '@cloudpay/core';
import { closeOrderEndpoint, reverseEndpoint, TradeType } from '@cloudpay/proto';
import { merchantOf } from '../service/merchant.ts';
import type { Target } from './target.ts';

/**
 * Sends a cancellation. The response names no order, so only the order's state shows the effect. Endpoints `reverse` and
 * `close_order`.
 *
 * @throws CloudPayError the refusal by the service, or why there is no response that can be believed
 */
export async function sendCancellation(client: CloudPayClient, target: Target, options: CallOptions): Promise<void> {
  const { outTradeNo, tradeType, payPlatform, orderClient } = target;
  const content = { payMchKey: merchantOf(client.configuration, payPlatform), orderClient, outTradeNo };
  if (tradeType === TradeType.MicroPay) await callWithRetries(client, reverseEndpoint, content, options);
  else await callWithRetries(client, closeOrderEndpoint, { ...content, tradeType }, options);
}
