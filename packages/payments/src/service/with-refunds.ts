import { type CallOptions, type CloudPayClient, CloudPayError, callWithRetries, sharedTimeout } from '@cloudpay/core';
import { type OrderSdk, PayPlatform } from '@cloudpay/proto';
import { askForRefundedFee } from './ask-refunded-fee.ts';
import { askForRefunds, isWhole, type KnownRefund, refundedFeeOf } from './ask-refunds.ts';
import { classifyOrder } from './classify-order.ts';
import type { OrderOutcome } from './order-outcome.ts';

/**
 * Adds what the refunds of an order show. An order does not report how much of its money was refunded: a WeChat Pay order moves
 * to "refund" with the first refund, an Alipay order stays paid until the last one. Endpoints `query_refund_order` and, if its
 * list is not whole, `query_order_list_overview`.
 *
 * @param known the refunds of the order in the journal
 * @throws CloudPayError when the refunds could not be queried
 */
export async function withRefunds(
  client: CloudPayClient,
  outcome: OrderOutcome,
  options: CallOptions,
  known: readonly KnownRefund[] = [],
): Promise<OrderOutcome> {
  if ((outcome.result !== 'refunded' && outcome.result !== 'paid') || !mayBePart(outcome)) return outcome;
  const { order } = outcome;
  const { outTradeNo = '', payPlatform, tradeType, totalFee } = order;
  const next = sharedTimeout(client, options);
  const { refunds } = await askForRefunds(client, { outTradeNo, payPlatform }, next(), callWithRetries);
  const listed = refundedFeeOf(refunds);
  const isReliable = isWhole(refunds, known) && listed <= (totalFee ?? listed);
  if (isReliable && (listed > 0 || outcome.result === 'paid')) return withFee(outcome, listed);
  const recorded = known.reduce((sum, { state, refundFee }) => sum + (state === 'succeeded' ? refundFee : 0), 0);
  const atLeast = Math.max(listed, recorded);
  const total = await askForRefundedFee(client, order, next()).catch(nothingIfFailed);
  if (total !== undefined && total >= atLeast && (total > 0 || outcome.result === 'paid')) return withFee(outcome, total);
  // Some of the money was certainly refunded. How much is not known, so it is left out.
  return outcome.result === 'refunded' || atLeast > 0 ? { result: 'partlyRefunded', order } : outcome;

  function withFee(unchanged: OrderOutcome, refundedFee: number): OrderOutcome {
    return refundedFee === 0 ? unchanged : classifyOrder({ ...order, refundedFee }, tradeType);
  }
}

/** Whether the order may be refunded in part without reporting how much. */
function mayBePart({
  result,
  order,
}: {
  readonly result: 'paid' | 'refunded' | 'reversed' | 'closed';
  readonly order: OrderSdk;
}) {
  // Some services write 0 for what was never set.
  if (order.refundedFee) return false;
  return order.payPlatform === (result === 'paid' ? PayPlatform.Alipay : PayPlatform.WechatPay);
}

function nothingIfFailed(error: unknown): undefined {
  if (!(error instanceof CloudPayError) || error.code === 'ABORTED' || error.code === 'CLOSED') throw error;
}
