import { clientOrderDetailEndpoint, type OrderDetail, type OrderMch, type Receipt } from '@cloudpay/proto';
import { orderContentOf } from '../service/orders/order-content.ts';
import type { Order } from '../service/orders/orders.ts';
import { refundOrderContentOf } from '../service/refunds/refund-content.ts';
import { type Entry, entriesOf, pageOf } from '../service/reports/entries.ts';
import { statisticsOf } from '../service/reports/statistics.ts';
import type { Account } from '../service/sandbox/account.ts';
import { envelopedHandler } from './handler.ts';
import { checkListedShop } from './listed-shop.ts';

/** 订单明细: payments and refunds, newest first, in pages. */
export const clientOrderDetail = envelopedHandler(clientOrderDetailEndpoint, {
  isList: true,
  perform(request, account) {
    const { payPlatform } = request;
    const entries = entriesOf(account, {
      ...request,
      type: request.queryOrderType,
      payPlatforms: payPlatform ? [payPlatform] : [],
      shops: checkListedShop(request, account),
    });
    return {
      payload: {
        totalCount: entries.length,
        orderDetails: pageOf(entries, request.pageNum, request.pageSize).map((entry) => detailOf(entry, account)),
        overview: request.enableOverview ? statisticsOf(entries) : undefined,
      },
    };
  },
});

function detailOf(entry: Entry, account: Account): OrderDetail {
  const { orderClient } = entry.refund ?? entry.order;
  const { staffInfos, deviceInfos: _notListed, ...shopInfo } = account.shops.get(entry.order.payMchKey.outShopId ?? '') ?? {};
  return {
    shopInfo,
    shopStaffInfo: staffInfos?.find(({ staffId }) => staffId === orderClient.staffId),
    receipt: receiptOf(entry, account),
  };
}

function receiptOf({ order, refund }: Entry, account: Account): Receipt {
  const mch = orderMchOf(order, account);
  if (refund === undefined) {
    const orderContent = { ...orderContentOf(order), refundedFee: order.refundedFee };
    return { order: { orderMch: mch, orderContent, orderClient: order.orderClient } };
  }
  const refundOrderContent = refundOrderContentOf(refund, order);
  return { refundOrder: { refundOrderMch: mch, refundOrderContent, orderClient: refund.orderClient } };
}

function orderMchOf(order: Order, { merchant: { mchId, subMchId } }: Account): OrderMch {
  return { payPlatform: order.payPlatform, ...order.payMchKey, mchId, subMchId };
}
