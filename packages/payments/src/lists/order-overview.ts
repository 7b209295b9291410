import { type CallOptions, callWithRetries, checkMessage } from '@cloudpay/core';
import { type OrderStatClientInfo, QueryOrderListOverviewRequest, queryOrderListOverviewEndpoint } from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';
import { filterContent, type OrderFilter } from './list-orders.ts';

/** 订单列表概览: the filter of the orders to add up. */
export interface OverviewFilter extends OrderFilter, Pick<QueryOrderListOverviewRequest, 'outTradeNo' | 'outRefundNo'> {}

/**
 * 订单列表概览: sums of the orders that `listOrders` lists.
 *
 * Endpoint `query_order_list_overview`; it replaces no C function.
 *
 * @param context from `openPayments`
 * @param request the filters of `listOrders`, without pages; `outTradeNo` or `outRefundNo` for a single one
 * @param options `timeout` bounds the call with its retries, in milliseconds; default three times the configuration's
 * @returns one line or several, for example one for each platform; amounts in 分 fen, which may be negative
 * @throws ArgumentError naming the field
 * @throws CloudPayError when the service gave no response that can be believed
 * @example
 * const [overview] = await orderOverview(context, { startTime, endTime: new Date() });
 */
export async function orderOverview(
  context: PaymentsContext,
  request: OverviewFilter,
  options: CallOptions = {},
): Promise<readonly OrderStatClientInfo[]> {
  const { client } = context;
  const content = filterContent(client, { ...request });
  checkMessage(QueryOrderListOverviewRequest, { ...content, nonceStr: '-' });
  const {
    response: { overviews = [] },
  } = await callWithRetries(client, queryOrderListOverviewEndpoint, content, options);
  return overviews;
}
