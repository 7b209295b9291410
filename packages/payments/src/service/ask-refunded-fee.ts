import { type CallOptions, type CloudPayClient, callWithRetries } from '@cloudpay/core';
import { type OrderSdk, QueryOrderType, queryOrderListOverviewEndpoint } from '@cloudpay/proto';

/** The margin of the period that the endpoint requires, in seconds: the order is in it, whichever of its times counts. */
const margin = 86_400;

/** All orders, not only the successful ones. */
const anyStatus = 1;

/**
 * Queries how much of one order was refunded, when its refunds do not show it. Endpoint `query_order_list_overview`, for this
 * order alone.
 *
 * @returns 分 fen; undefined when the response is not certainly about this order
 * @throws CloudPayError when the service gave no response that can be believed
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
  // A service that ignores the number adds up other orders too.
  const isOfThisOrder = totalCount === 1 && (totalAmount ?? totalFee) === totalFee && others.length === 0;
  const isPossible = orderRefundedAmount !== undefined && totalFee !== undefined && orderRefundedAmount <= totalFee;
  return fresh && isOfThisOrder && isPossible ? orderRefundedAmount : undefined;
}
