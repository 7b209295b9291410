import { type CallOptions, type CloudPayClient, callWithRetries } from '@cloudpay/core';
import { type OrderSdk, QueryOrderType, queryOrderListOverviewEndpoint } from '@cloudpay/proto';

/** The list needs a period. The order lies in it, whichever of its times counts, in seconds. */
const margin = 86_400;

/** All orders, and not the successful ones alone. */
const anyStatus = 1;

/**
 * Asks how much of one order went back, where its refunds do not tell. Endpoint `query_order_list_overview`, for this order
 * alone.
 *
 * @returns 分 fen; undefined when the response does not say it of this very order
 * @throws CloudPayError when the service gave no believable response
 */
export async function askForRefundedFee(
  client: CloudPayClient,
  { outTradeNo, createTime, totalFee }: OrderSdk,
  options: CallOptions,
): Promise<number | undefined> {
  const now = Math.floor((client.serviceNow() ?? client.clock.now()) / 1_000);
  const period = { startTime: Math.max(0, (createTime ?? margin) - margin), endTime: (createTime ?? now) + margin };
  const { outSubMchId } = client.configuration;
  const content = { outSubMchId, outTradeNo, orderType: QueryOrderType.Order, status: anyStatus, ...period };
  const { response, fresh } = await callWithRetries(client, queryOrderListOverviewEndpoint, content, options);
  const [overview, ...others] = response.overviews ?? [];
  const { totalCount, totalAmount, orderRefundedAmount } = overview ?? {};
  // A service that does not take the number adds up other orders too.
  const isOfThisOrder = totalCount === 1 && (totalAmount ?? totalFee) === totalFee && others.length === 0;
  const isPossible = orderRefundedAmount !== undefined && totalFee !== undefined && orderRefundedAmount <= totalFee;
  return fresh && isOfThisOrder && isPossible ? orderRefundedAmount : undefined;
}
