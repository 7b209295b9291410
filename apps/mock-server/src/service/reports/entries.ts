import { type PayPlatform, QueryOrderType, type TradeType } from '@cloudpay/proto';
import { isPaid, type Order } from '../orders/orders.ts';
import type { Refund } from '../refunds/refunds.ts';
import type { Account } from '../sandbox/account.ts';

/** One line of a report: a payment, or with `refund` a refund of that order. */
export interface Entry {
  readonly order: Order;
  readonly refund?: Refund;
}

/** Selects lines of a report. Undefined, empty and 0 select everything, because clients send them so. */
export interface EntryFilter {
  readonly type?: QueryOrderType;
  readonly payPlatforms?: readonly PayPlatform[];
  readonly shops?: readonly { readonly outShopId: string; readonly staffIds?: readonly (string | undefined)[] }[];
  readonly deviceId?: string | undefined;
  readonly tradeType?: TradeType | undefined;
  readonly outTradeNo?: string | undefined;
  readonly outRefundNo?: string | undefined;
  /** Which time of a line must lie in the period. Default: when it was recorded. */
  readonly timeOf?: (entry: Entry) => number | undefined;
  /** Both ends are included. In seconds. */
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
  readonly successfulOnly?: boolean;
}

export function timeOf({ order, refund }: Entry): number {
  return (refund ?? order).createTime;
}

/** Whether a payment was received and not reversed, or a refund was successful. */
export function isSuccessful({ order, refund }: Entry): boolean {
  return refund ? refund.stage === 'succeeded' : isPaid(order) && order.stage !== 'reversed';
}

/** The selected lines, newest first. */
export function entriesOf({ orders, refunds }: Account, filter: EntryFilter): Entry[] {
  const { type = QueryOrderType.All } = filter;
  const all = [
    ...(typesWithPayments.has(type) ? Array.from(orders.values(), (order): Entry => ({ order })) : []),
    ...(typesWithRefunds.has(type)
      ? Array.from(refunds.values(), (refund): Entry => ({ order: orders.get(refund.outTradeNo), refund }))
      : []),
  ];
  // Within the same second, the one recorded later comes first.
  return all
    .filter((entry) => passes(entry, filter))
    .reverse()
    .sort((one, other) => timeOf(other) - timeOf(one));
}

/** The sandbox has no deposits (types 4 and 5), so their lists are empty. */
const typesWithPayments: ReadonlySet<QueryOrderType> = new Set([QueryOrderType.Order, QueryOrderType.All]);
const typesWithRefunds: ReadonlySet<QueryOrderType> = new Set([QueryOrderType.RefundOrder, QueryOrderType.All]);

function passes(entry: Entry, filter: EntryFilter): boolean {
  const { payPlatforms, shops, deviceId, tradeType, outTradeNo, outRefundNo, successfulOnly, ...period } = filter;
  const { order } = entry;
  const client = (entry.refund ?? order).orderClient;
  const atShop = ({ outShopId, staffIds }: { outShopId: string; staffIds?: readonly (string | undefined)[] }) =>
    order.payMchKey.outShopId === outShopId && (!staffIds?.length || staffIds.includes(client.staffId));
  return (
    (!payPlatforms?.length || payPlatforms.includes(order.payPlatform)) &&
    (!shops?.length || shops.some(atShop)) &&
    (!deviceId || client.deviceId === deviceId) &&
    (!tradeType || order.tradeType === tradeType) &&
    (!outTradeNo || order.payContent.outTradeNo === outTradeNo) &&
    (!outRefundNo || entry.refund?.outRefundNo === outRefundNo) &&
    isInPeriod(period, entry) &&
    (!successfulOnly || isSuccessful(entry))
  );
}

function isInPeriod({ timeOf: counted = timeOf, startTime, endTime }: EntryFilter, entry: Entry): boolean {
  const time = counted(entry);
  return time !== undefined && (!startTime || time >= startTime) && (!endTime || time <= endTime);
}

/** One page, counted from 1. Without a size: all items. */
export function pageOf<T>(items: readonly T[], pageNum = 1, pageSize = items.length): readonly T[] {
  return items.slice((pageNum - 1) * pageSize, pageNum * pageSize);
}
