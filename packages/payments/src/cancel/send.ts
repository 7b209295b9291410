import { type CallOptions, type CloudPayClient, callWithRetries } from '@cloudpay/core';
import { closeOrderEndpoint, reverseEndpoint, TradeType } from '@cloudpay/proto';
import { merchantOf } from '../service/merchant.ts';
import type { Target } from './target.ts';

/**
 * Sends a cancellation. What it answers names no order: only the order's state says what the cancellation did. Endpoints
 * `reverse` and `close_order`.
 *
 * @throws CloudPayError what the service refused it with, or why it has no believable response
 */
export async function sendCancellation(client: CloudPayClient, target: Target, options: CallOptions): Promise<void> {
  const { outTradeNo, tradeType, payPlatform, orderClient } = target;
  const content = { payMchKey: merchantOf(client.configuration, payPlatform), orderClient, outTradeNo };
  if (tradeType === TradeType.MicroPay) await callWithRetries(client, reverseEndpoint, content, options);
  else await callWithRetries(client, closeOrderEndpoint, { ...content, tradeType }, options);
}
