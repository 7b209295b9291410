import { type CallOptions, type CloudPayClient, callRepeating } from '@cloudpay/core';
import { type OrderStatClientInfo, QueryOrderListOverviewRequest } from '@cloudpay/proto';
import { checkRequest } from '../check-request.ts';
import { queryOrderListOverviewEndpoint } from '../endpoints.ts';
import { filterContent, type OrderFilter } from './list-orders.ts';

/**
 * Adds up what `listOrders` would list, by `query_order_list_overview`.
 *
 * @throws ArgumentError naming the field; CloudPayError
 */
export async function orderOverview(
  client: CloudPayClient,
  request: OrderFilter,
  options: CallOptions,
): Promise<readonly OrderStatClientInfo[]> {
  const content = filterContent(client, { ...request });
  checkRequest(QueryOrderListOverviewRequest, { ...content, nonceStr: '-' });
  const {
    answer: { overviews = [] },
  } = await callRepeating(client, queryOrderListOverviewEndpoint, content, options);
  return overviews;
}
