import {
  ClientOrderDetailAnswer,
  ClientOrderDetailRequest,
  type OrderDetail,
  type OrderMch,
  type Receipt,
} from '@cloudpay/proto';
import { orderContentOf, payMchKeyOf } from '../service/orders/order-content.ts';
import type { Order } from '../service/orders/orders.ts';
import { refundOrderContentOf } from '../service/refunds/refund-content.ts';
import { type Entry, entriesOf, pageOf } from '../service/reports/entries.ts';
import { statisticsOf } from '../service/reports/statistics.ts';
import type { Sandbox } from '../service/sandbox.ts';
import { envelopedEndpoint } from './endpoint.ts';
import { checkListedShop } from './listed-shop.ts';

/** 订单明细: payments and refunds, newest first, by pages. */
export const clientOrderDetail = envelopedEndpoint({
  name: 'client_order_detail',
  answerKey: 'order_detail_query',
  request: ClientOrderDetailRequest,
  payload: ClientOrderDetailAnswer,
  isList: true,
  perform(request, sandbox) {
    const { payPlatform } = request;
    const entries = entriesOf(sandbox, {
      ...request,
      type: request.queryOrderType,
      payPlatforms: payPlatform ? [payPlatform] : [],
      shops: checkListedShop(request, sandbox),
    });
    return {
      payload: {
        totalCount: entries.length,
        orderDetails: pageOf(entries, request.pageNum, request.pageSize).map((entry) => detailOf(entry, sandbox)),
        overview: request.enableOverview ? statisticsOf(entries) : undefined,
      },
    };
  },
});

function detailOf(entry: Entry, sandbox: Sandbox): OrderDetail {
  const { orderClient } = entry.refund ?? entry.order;
  const { staffInfos, deviceInfos: _notListed, ...shopInfo } = sandbox.shops.get(entry.order.payMchKey.outShopId ?? '') ?? {};
  return {
    shopInfo,
    shopStaffInfo: staffInfos?.find(({ staffId }) => staffId === orderClient.staffId),
    receipt: receiptOf(entry, sandbox),
  };
}

function receiptOf({ order, refund }: Entry, sandbox: Sandbox): Receipt {
  const mch = orderMchOf(order, sandbox);
  if (refund === undefined) {
    const orderContent = { ...orderContentOf(order), refundedFee: order.refundedFee };
    return { order: { orderMch: mch, orderContent, orderClient: order.orderClient } };
  }
  const refundOrderContent = refundOrderContentOf(refund, order);
  return { refundOrder: { refundOrderMch: mch, refundOrderContent, orderClient: refund.orderClient } };
}

function orderMchOf(order: Order, { merchant: { mchId, subMchId } }: Sandbox): OrderMch {
  return { ...payMchKeyOf(order), mchId, subMchId };
}
