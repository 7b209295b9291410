import { ArgumentError, type CallOptions, callWithRetries, checkMessage } from '@cloudpay/core';
import {
  clientOrderDetailEndpoint,
  type OrderDetail,
  OrderDetailRequest,
  type OrderStatClientInfo,
  QueryOrderType,
  type ShopInfo,
  type StaffInfo,
} from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';
import { classifyOrder } from '../service/classify-order.ts';
import { classifyRefund } from '../service/classify-refund.ts';
import { toOrderSdk } from '../service/order-sdk.ts';
import { toRefundSdk } from '../service/refund-sdk.ts';
import { keyOfEntry, type OtherEntry, otherEntry, type PaymentEntry, type RefundEntry } from './entry.ts';
import { type Moment, secondsOf } from './moment.ts';
import { type PageRequest, pageRequestOf } from './page-request.ts';
import { PagedList } from './paged-list.ts';

/** 订单明细: the filter of the orders to list, and the pages. */
export interface OrderDetailsRequest
  extends Omit<OrderDetailRequest, 'startTime' | 'endTime' | 'pageNum' | 'pageSize'>,
    PageRequest {
  /** 开始时间: the beginning of the period. */
  startTime?: Moment;
  /** 结束时间: the end of the period. */
  endTime: Moment;
}

/** The shop and the cashier of an order or refund, in `orderDetails`. */
export interface Whereabouts {
  /** 门店信息: the shop. */
  readonly shopInfo?: ShopInfo | undefined;
  /** 店员信息: the cashier. */
  readonly shopStaffInfo?: StaffInfo | undefined;
}

/** 订单明细项: one entry of `orderDetails`. */
export type DetailEntry = (PaymentEntry | RefundEntry | OtherEntry) & Whereabouts;

/** What a page of `orderDetails` has beside its entries. */
export interface DetailFacts {
  /** 概览: the sums of the whole list. Only the first page has it, because the sums cost the service more than a page. */
  readonly overview?: OrderStatClientInfo | undefined;
}

/**
 * 订单明细: lists payments and refunds with their shops and cashiers.
 *
 * C function `cloud_pay_order_detail`, endpoint `client_order_detail`.
 *
 * @param context from `openPayments`
 * @param request as for {@link listOrders}; `startTime` may be left out, `queryOrderType` is payments and refunds by default,
 * and `staffId` needs `outShopId`
 * @param options as for {@link listOrders}
 * @returns as {@link listOrders}; the first of its `pages()` has the `overview`, the sums of the whole list
 * @throws ArgumentError naming the field, before the iteration
 * @throws CloudPayError during the iteration when a page cannot be fetched
 * @example
 * for await (const { kind, shopInfo } of orderDetails(context, { endTime: new Date() })) console.log(kind, shopInfo);
 */
export function orderDetails(
  context: PaymentsContext,
  request: OrderDetailsRequest,
  options: CallOptions = {},
): PagedList<DetailEntry, DetailFacts> {
  const { client } = context;
  const { startTime, endTime, pageNum, pageSize, ...filter } = { ...request };
  const pages = pageRequestOf({ pageNum, pageSize });
  const queryOrderType = filter.queryOrderType ?? QueryOrderType.All;
  const checked = { ...filter, ...(secondsOf({ startTime, endTime }) as { endTime: number }), queryOrderType, ...pages };
  checkMessage(OrderDetailRequest, checked);
  if (filter.staffId && !filter.outShopId) {
    throw new ArgumentError('outShopId', '按店员查询时必填 (is needed beside staffId: staff are numbered by their shop)');
  }
  const content = { ...checked, outSubMchId: client.configuration.outSubMchId };
  return new PagedList({
    firstPage: pages.pageNum,
    signal: options.signal,
    keyOf: keyOfEntry,
    async fetch(pageNum): Promise<DetailFacts & { entries: DetailEntry[]; totalCount: number | undefined }> {
      const page = { ...content, pageNum, enableOverview: pageNum === pages.pageNum };
      const { response } = await callWithRetries(client, clientOrderDetailEndpoint, page, options);
      const { orderDetails = [], totalCount, overview } = response;
      return { entries: orderDetails.map(toDetailEntry), totalCount, ...(overview && { overview }) };
    },
  });
}

function toDetailEntry(detail: OrderDetail): DetailEntry {
  const { shopInfo, shopStaffInfo, receipt } = detail;
  const whereabouts = { ...(shopInfo && { shopInfo }), ...(shopStaffInfo && { shopStaffInfo }) };
  const { order: payment, refundOrder } = receipt ?? {};
  if (payment !== undefined) {
    const { orderMch, orderContent, orderClient } = payment;
    const order = toOrderSdk({ payMchKey: orderMch, orderContent, orderClient });
    return { kind: 'order', order, outcome: classifyOrder(order), ...whereabouts };
  }
  if (refundOrder !== undefined) {
    const { refundOrderMch, refundOrderContent, orderClient } = refundOrder;
    const refund = toRefundSdk(refundOrderContent ?? {}, refundOrderMch, orderClient);
    return { kind: 'refund', refund, outcome: classifyRefund(refund), ...whereabouts };
  }
  return { ...otherEntry(detail, receipt), ...whereabouts };
}
