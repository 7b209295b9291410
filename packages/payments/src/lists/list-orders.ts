import { type CallOptions, type CloudPayClient, callWithRetries, checkMessage } from '@cloudpay/core';
import {
  type OrderListEntry,
  type OrderListOrder,
  type OrderListRefundOrder,
  type OrderSdk,
  PayPlatform,
  QueryOrderListRequest,
  QueryOrderType,
  queryOrderListEndpoint,
  type RefundOrderSdk,
} from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';
import { classifyOrder } from '../service/classify-order.ts';
import { classifyRefund } from '../service/classify-refund.ts';
import { keyOfEntry, type OtherEntry, otherEntry, type PaymentEntry, type RefundEntry, withoutCodeIn } from './entry.ts';
import { type Moment, secondsOf } from './moment.ts';
import { type PageRequest, pageRequestOf } from './page-request.ts';
import { PagedList } from './paged-list.ts';

type Replaced = 'outSubMchId' | 'orderType' | 'status' | 'startTime' | 'endTime' | 'pageNum' | 'pageSize' | 'nonceStr';

/** 订单列表: the filter of the orders to list or to add up. */
export interface OrderFilter extends Omit<QueryOrderListRequest, Replaced> {
  /** 订单类型: payments, refunds or deposits. Default: payments and refunds. */
  orderType?: QueryOrderType;
  /** 订单状态: 0 for successful ones only, 1 for all. Default 1. */
  status?: number;
  /** 开始时间: the beginning of the period. */
  startTime: Moment;
  /** 结束时间: the end of the period. */
  endTime: Moment;
}

/** 订单列表: the filter of the orders to list, and the pages. */
export interface ListOrdersRequest extends OrderFilter, PageRequest {}

type OrderStateField = `${'wxpay' | 'alipay' | 'card' | 'record'}CurrentTradeState`;
type RefundStateField = `${'wxpay' | 'alipay' | 'card' | 'record'}RefundState`;

/** 支付单: a payment, with the fields of `OrderSdk` and those that only the list has, for example the names of shop and cashier. */
export interface ListedOrder extends OrderSdk, Omit<OrderListOrder, OrderStateField> {}

/** 退款单: a refund, with the fields of `RefundOrderSdk` and those that only the list has. */
export interface ListedRefund extends RefundOrderSdk, Omit<OrderListRefundOrder, RefundStateField> {}

/** 订单列表项: one entry of `listOrders`. */
export type ListEntry = PaymentEntry<ListedOrder> | RefundEntry<ListedRefund> | OtherEntry;

/**
 * 订单列表: lists all payments and refunds of the merchant in a period.
 *
 * Nothing is sent before the list is iterated. A failed page is fetched again, at once from another host, then with pauses.
 * {@link PagedList} tells what holds when orders arrive during the iteration.
 *
 * Endpoint `query_order_list`, the newer of the two lists; it replaces no C function. The limit of 1,000 entries a page is this
 * SDK's choice: Cloud Pay documents none.
 *
 * @param context from `openPayments`
 * @param request `startTime` and `endTime` as Date or UNIX seconds; filters; `pageSize` 100 by default, at most 1,000. Without
 * `outShopId` all shops are listed
 * @param options `timeout` bounds each page with its retries, in milliseconds; default three times the configuration's.
 * `signal` ends the iteration, also between two entries
 * @returns payments (`kind` is `order`), refunds (`refund`) and deposits as they came (`other`); amounts in 分 fen, times in
 * UNIX seconds
 * @throws ArgumentError naming the field, before the iteration
 * @throws CloudPayError during the iteration when a page cannot be fetched; the entries before it are valid
 * @example
 * for await (const entry of listOrders(context, { startTime, endTime: new Date() })) {
 *   if (entry.kind === 'order') console.log(entry.order.outTradeNo, entry.outcome.result);
 * }
 */
export function listOrders(
  context: PaymentsContext,
  request: ListOrdersRequest,
  options: CallOptions = {},
): PagedList<ListEntry> {
  const { client } = context;
  const { pageNum, pageSize, ...filter } = { ...request };
  const pages = pageRequestOf({ pageNum, pageSize });
  const content = { ...filterContent(client, filter), ...pages };
  checkMessage(QueryOrderListRequest, { ...content, nonceStr: '-' });
  return new PagedList({
    firstPage: pages.pageNum,
    signal: options.signal,
    keyOf: keyOfEntry,
    async fetch(pageNum) {
      const page = { ...content, pageNum };
      const {
        response: { orderDetails = [], totalCount },
      } = await callWithRetries(client, queryOrderListEndpoint, page, options);
      return { entries: orderDetails.map(toListEntry), totalCount };
    },
  });
}

/** By default the service lists only successful orders. */
const anyStatus = 1;

/** Converts a filter to the wire. Unknown fields stay in it, so that the check by the schema names them. */
export function filterContent(
  { configuration }: CloudPayClient,
  { startTime, endTime, ...filter }: OrderFilter,
): Omit<QueryOrderListRequest, 'nonceStr' | 'pageNum' | 'pageSize'> {
  return {
    ...filter,
    // A missing end stays missing, so that the check by the schema names it.
    ...(secondsOf({ startTime, endTime }) as { startTime: number; endTime: number }),
    orderType: filter.orderType ?? QueryOrderType.All,
    status: filter.status ?? anyStatus,
    outSubMchId: configuration.outSubMchId,
  };
}

const orderStates = [
  ['wxpayCurrentTradeState', PayPlatform.WechatPay],
  ['alipayCurrentTradeState', PayPlatform.Alipay],
  ['cardCurrentTradeState', PayPlatform.MembershipCard],
  ['recordCurrentTradeState', PayPlatform.Bookkeeping],
] as const satisfies readonly (readonly [OrderStateField, PayPlatform])[];

const refundStates = [
  ['wxpayRefundState', PayPlatform.WechatPay],
  ['alipayRefundState', PayPlatform.Alipay],
  ['cardRefundState', PayPlatform.MembershipCard],
  ['recordRefundState', PayPlatform.Bookkeeping],
] as const satisfies readonly (readonly [RefundStateField, PayPlatform])[];

function toListEntry(entry: OrderListEntry): ListEntry {
  if (entry.order !== undefined) return paymentEntry(withoutCodeIn(entry.order));
  if (entry.refundOrder !== undefined) return refundEntry(withoutCodeIn(entry.refundOrder));
  return otherEntry(entry);
}

function paymentEntry(record: OrderListOrder): PaymentEntry<ListedOrder> {
  const { wxpayCurrentTradeState, alipayCurrentTradeState, cardCurrentTradeState, recordCurrentTradeState, ...facts } = record;
  // No state has the number 0: some services fill in every field.
  const [field, payPlatform] = orderStates.find(([name]) => record[name]) ?? [];
  const order: ListedOrder = {
    ...facts,
    ...platformOf(payPlatform, record),
    ...(field && { currentTradeState: record[field] }),
  };
  return { kind: 'order', order, outcome: classifyOrder(order) };
}

function refundEntry(record: OrderListRefundOrder): RefundEntry<ListedRefund> {
  const { wxpayRefundState, alipayRefundState, cardRefundState, recordRefundState, ...facts } = record;
  const [field, payPlatform] = refundStates.find(([name]) => record[name]) ?? [];
  const refund: ListedRefund = { ...facts, ...platformOf(payPlatform, record), ...(field && { state: record[field] }) };
  return { kind: 'refund', refund, outcome: classifyRefund(refund) };
}

/** The platform, by the state field that is present; else by `subPayPlatform`, whose hundreds are the platform. */
function platformOf(byState: PayPlatform | undefined, { subPayPlatform }: { subPayPlatform?: number }) {
  const payPlatform = byState ?? (subPayPlatform === undefined ? undefined : Math.floor(subPayPlatform / 100));
  return payPlatform === undefined ? {} : { payPlatform };
}
