import { type CallOptions, callWithRetries, checkMessage } from '@cloudpay/core';
import {
  ClientSubMchSalesOverviewRequest,
  clientSubMchSalesOverviewEndpoint,
  type OrderStatClientInfo,
  OrderStatRequest,
} from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';
import { type Moment, secondsOf } from './moment.ts';
import { type PageRequest, pageRequestOf } from './page-request.ts';
import { PagedList } from './paged-list.ts';

type StatRequestFields = Omit<OrderStatRequest, 'startTime' | 'endTime' | 'pageNum' | 'pageSize'>;

/** The fields of the endpoint that the C SDK's `OrderStatRequest` lacks. */
type WireFields = Pick<ClientSubMchSalesOverviewRequest, 'tradeType' | 'statType' | 'statRole'>;

/** 订单统计: the filter of the sales to add up, the period of a line, and the pages. */
export interface SalesStatisticsRequest extends StatRequestFields, WireFields, PageRequest {
  /** 开始时间: the beginning of the period. */
  startTime: Moment;
  /** 结束时间: the end of the period. */
  endTime: Moment;
}

/** What a page of `salesStatistics` has beside its lines. */
export interface SalesFacts {
  /** 概览: the sums of all lines. */
  readonly overview?: OrderStatClientInfo | undefined;
}

/** 订单统计: statistics with one line for each period; iterate it for the lines. */
export class SalesStatistics extends PagedList<OrderStatClientInfo, SalesFacts> {
  /**
   * 概览: fetches the sums of all lines, with one page.
   *
   * @returns undefined when the service sends none
   * @throws CloudPayError when the page cannot be fetched
   */
  async overview(): Promise<OrderStatClientInfo | undefined> {
    for await (const { overview } of this.pages()) return overview;
    return undefined;
  }
}

/**
 * 订单统计: sales by day, week, month or year.
 *
 * C function `cloud_pay_order_stat`, endpoint `client_sub_mch_sales_overview`. The limit of 1,000 lines a page is this SDK's
 * choice: Cloud Pay documents none.
 *
 * @param context from `openPayments`
 * @param request `startTime` and `endTime` as Date or UNIX seconds; `statType` the period of a line; `outShopId` the shops, all
 * if left out; `pageSize` 100 by default, at most 1,000
 * @param options `timeout` bounds each page with its retries, in milliseconds; default three times the configuration's.
 * `signal` ends the iteration
 * @returns the lines to iterate, and `overview()`, their sums; amounts in 分 fen, which may be negative
 * @throws ArgumentError naming the field, before the iteration
 * @throws CloudPayError during the iteration when a page cannot be fetched
 * @example
 * for await (const line of salesStatistics(context, { startTime, endTime: new Date(), statType: StatType.Daily })) console.log(line);
 */
export function salesStatistics(
  context: PaymentsContext,
  request: SalesStatisticsRequest,
  options: CallOptions = {},
): SalesStatistics {
  const { client } = context;
  const { startTime, endTime, pageNum, pageSize, tradeType, statType, statRole, ...filter } = { ...request };
  const pages = pageRequestOf({ pageNum, pageSize });
  const period = secondsOf({ startTime, endTime }) as { startTime: number; endTime: number };
  checkMessage(OrderStatRequest, { ...filter, ...period, ...pages });
  const { outMchId, outSubMchId } = client.configuration;
  const { outShopId, ...rest } = filter;
  const shops = outShopId?.map((id) => ({ outShopId: id }));
  const content = { ...rest, tradeType, statType, statRole, ...period, ...pages, outMchId, outSubMchId, shops };
  checkMessage(ClientSubMchSalesOverviewRequest, content);
  return new SalesStatistics({
    firstPage: pages.pageNum,
    signal: options.signal,
    // Lines have no number. They are not compared by their content either: two shops may have the same sales.
    keyOf: () => undefined,
    async fetch(pageNum) {
      const page = { ...content, pageNum };
      const { response } = await callWithRetries(client, clientSubMchSalesOverviewEndpoint, page, options);
      const { statInfos = [], totalCount, overview } = response;
      return { entries: statInfos, totalCount, ...(overview && { overview }) };
    },
  });
}
