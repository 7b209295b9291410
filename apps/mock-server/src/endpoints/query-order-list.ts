import {
  type OrderListEntry,
  type OrderListOrder,
  type OrderListRefundOrder,
  PayPlatform,
  queryOrderListEndpoint,
} from '@cloudpay/proto';
import { subPayPlatforms } from '../service/merchant/sub-pay-platforms.ts';
import { orderContentOf } from '../service/orders/order-content.ts';
import { tradeState } from '../service/orders/order-states.ts';
import { isPaid, type Order, settledFee } from '../service/orders/orders.ts';
import { refundState } from '../service/refunds/refund-states.ts';
import type { Refund } from '../service/refunds/refunds.ts';
import { type Entry, pageOf } from '../service/reports/entries.ts';
import { orderListEntries } from '../service/reports/order-list.ts';
import type { Account } from '../service/sandbox/account.ts';
import { envelopedHandler } from './handler.ts';
import { checkListedShop } from './listed-shop.ts';

/** 订单列表: the newer list, with flat records. */
export const queryOrderList = envelopedHandler(queryOrderListEndpoint, {
  isList: true,
  perform(request, account) {
    const entries = orderListEntries(request, checkListedShop(request, account), account);
    return {
      payload: {
        totalCount: entries.length,
        orderDetails: pageOf(entries, request.pageNum, request.pageSize).map((entry) => listEntryOf(entry, account)),
      },
    };
  },
});

function listEntryOf({ order, refund }: Entry, account: Account): OrderListEntry {
  if (refund === undefined) return { order: { ...placeOf(order, order, account), ...paymentFacts(order) } };
  return { refundOrder: { ...placeOf(order, refund, account), ...refundFacts(refund, order) } };
}

/** The fields that payments and refunds share: the place and the order. */
function placeOf(order: Order, { orderClient }: Order | Refund, { shops }: Account) {
  const shop = shops.get(order.payMchKey.outShopId ?? '');
  const { staffId, deviceId } = orderClient;
  return {
    ...order.payMchKey,
    shopName: shop?.shopName,
    staffId,
    staffName: shop?.staffInfos?.find((staff) => staff.staffId === staffId)?.staffName,
    deviceId,
    deviceName: shop?.deviceInfos?.find((device) => device.deviceId === deviceId)?.deviceName,
    subPayPlatform: subPayPlatforms.get(order.payPlatform),
    tradeType: order.tradeType,
    outTradeNo: order.outTradeNo,
    transactionId: isPaid(order) ? order.transactionId : undefined,
    totalFee: order.payContent.totalFee,
  } satisfies OrderListOrder & OrderListRefundOrder;
}

function paymentFacts(order: Order): OrderListOrder {
  const content = orderContentOf(order);
  const { feeType, cashFee, cashFeeType, settlementTotalFee, timeEnd, body, detail, clientFlowId, remark } = content;
  const { attach, goodsTag } = order.payContent.wxpayPayContentExt ?? {};
  const { discountableAmount, undiscountableAmount } = order.payContent.alipayPayContentExt ?? {};
  const state = tradeState(order.payPlatform, order.tradeType, order.stage);
  return {
    feeType,
    cashFee,
    cashFeeType,
    settlementTotalFee,
    remainingSettlementFee: settledFee(order),
    incomeFee: settledFee(order),
    timeEnd,
    body,
    detail,
    clientFlowId,
    remark,
    attach,
    goodsTag,
    discountableAmount,
    undiscountableAmount,
    refundedFee: order.refundedFee,
    createTime: order.createTime,
    lastUpdateTime: order.lastUpdateTime,
    ...byPlatform(order.payPlatform, {
      wechat: { wxpayCurrentTradeState: state },
      alipay: { alipayCurrentTradeState: state },
      card: { cardCurrentTradeState: state },
    }),
  };
}

function refundFacts(refund: Refund, order: Order): OrderListRefundOrder {
  const { refundFee, refundFeeType, refundReason, clientRefundFlowId } = refund.refundContent;
  const state = refundState(order.payPlatform, refund.stage);
  return {
    outRefundNo: refund.outRefundNo,
    refundId: refund.refundId,
    refundFee,
    refundFeeType,
    settlementRefundFee: refundFee,
    cashRefundFee: refundFee,
    cashRefundFeeType: refundFeeType,
    refundReason,
    clientRefundFlowId,
    createTime: refund.createTime,
    lastUpdateTime: refund.lastUpdateTime,
    refundStartProcessingTime: refund.createTime,
    payLastUpdateTime: order.timeEnd,
    refundSuccessTime: refund.successTime,
    ...byPlatform(order.payPlatform, {
      wechat: { wxpayRefundState: state },
      alipay: { alipayRefundState: state },
      card: { cardRefundState: state },
    }),
  };
}

function byPlatform<T>(platform: PayPlatform, choices: { wechat: T; alipay: T; card: T }): T {
  if (platform === PayPlatform.Alipay) return choices.alipay;
  return platform === PayPlatform.MembershipCard ? choices.card : choices.wechat;
}
