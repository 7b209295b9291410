import { type CallOptions, callWithRetries, checkMessage } from '@cloudpay/core';
import { type OrderStatClientInfo, QueryOrderListOverviewRequest, queryOrderListOverviewEndpoint } from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';
import { filterContent, type OrderFilter } from './list-orders.ts';

/** 订单列表概览: which orders to add up. */
export interface OverviewFilter extends OrderFilter, Pick<QueryOrderListOverviewRequest, 'outTradeNo' | 'outRefundNo'> {}

/** 订单列表概览: `Payments.orderOverview`. */
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
