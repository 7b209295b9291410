import { type CallOptions, type CloudPayClient, callWithRetries } from '@cloudpay/core';
import { PayPlatform } from '@cloudpay/proto';
import { askForRefunds, refundedFeeOf } from './ask-refunds.ts';
import { classifyOrder } from './classify-order.ts';
import type { OrderOutcome } from './order-outcome.ts';

/**
 * Adds what the refunds of an order say. An order does not say how much of its money went back: a WeChat Pay order moves to "refund" with the
 * first refund, an Alipay order stays paid until the last one. Endpoint `query_refund_order`.
 *
 * @throws CloudPayError when the refunds could not be learnt
 */
export async function withRefunds(client: CloudPayClient, outcome: OrderOutcome, options: CallOptions): Promise<OrderOutcome> {
  const mayBePart = outcome.result === 'refunded' || outcome.result === 'paid';
  if (!mayBePart || outcome.order.refundedFee !== undefined || isPaidByWechat(outcome)) return outcome;
  const { order } = outcome;
  const { outTradeNo = '', payPlatform, tradeType } = order;
  const { refunds } = await askForRefunds(client, { outTradeNo, payPlatform }, options, callWithRetries);
  const refundedFee = refundedFeeOf(refunds);
  return refundedFee === 0 ? outcome : classifyOrder({ ...order, refundedFee }, tradeType);
}

/** No money of a WeChat Pay order went back while it is in a paid state. */
function isPaidByWechat({
  result,
  order,
}: Extract<OrderOutcome, { readonly result: 'paid' | 'refunded' | 'reversed' | 'closed' }>): boolean {
  return result === 'paid' && order.payPlatform === PayPlatform.WechatPay;
}
