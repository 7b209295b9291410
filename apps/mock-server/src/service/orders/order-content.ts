import { type OrderContent, type PayMchKey, PayPlatform } from '@cloudpay/proto';
import { subPayPlatforms } from '../merchant/sub-pay-platforms.ts';
import { known } from '../requests/known-fields.ts';
import { tradeState } from './order-states.ts';
import { isPaid, isWaiting, type Order } from './orders.ts';

/** The merchant of an order. The platform is in every response, even if the request left it out. */
export function payMchKeyOf(order: Order): PayMchKey {
  return { payPlatform: order.payPlatform, subPayPlatform: subPayPlatforms.get(order.payPlatform), ...order.payMchKey };
}

/** An order as responses show it. The codec leaves out undefined fields. */
export function orderContentOf(order: Order): OrderContent {
  const { payContent } = order;
  return {
    outTradeNo: order.outTradeNo,
    tradeType: order.tradeType,
    codeUrl: order.codeUrl,
    timeExpire: payContent.timeExpire,
    nonceStr: order.nonceStr,
    createTime: order.createTime,
    lastUpdateTime: order.lastUpdateTime,
    isTransforming: isWaiting(order),
    totalFee: payContent.totalFee,
    feeType: payContent.feeType,
    body: payContent.body,
    detail: payContent.detail,
    remark: payContent.remark,
    clientFlowId: payContent.clientFlowId,
    callerNotifyUrl: payContent.callerNotifyUrl,
    ...(isPaid(order) && payment(order)),
    ...platformExtension(order),
  };
}

function payment({ transactionId, timeEnd, payContent: { totalFee, feeType } }: Order): OrderContent {
  return { transactionId, timeEnd, cashFee: totalFee, cashFeeType: feeType, settlementTotalFee: totalFee };
}

function platformExtension(order: Order): OrderContent {
  const currentTradeState = tradeState(order.payPlatform, order.tradeType, order.stage);
  switch (order.payPlatform) {
    case PayPlatform.Alipay:
      return { alipayOrderContentExt: { currentTradeState, ...alipayFacts(order), ...alipayEnd(order) } };
    case PayPlatform.MembershipCard:
      return { cardOrderContentExt: { currentTradeState } };
    default:
      return { wxpayOrderContentExt: { currentTradeState, ...wxpayFacts(order) } };
  }
}

function wxpayFacts(order: Order): OrderContent['wxpayOrderContentExt'] {
  const { attach, goodsTag, productId, limitPay } = order.payContent.wxpayPayContentExt ?? {};
  return { bankType: isPaid(order) ? 'CFT' : undefined, attach, goodsTag, productId, limitPay };
}

/** Fields from the payment request. The end of an order has times of its own. */
function alipayFacts(order: Order): OrderContent['alipayOrderContentExt'] {
  const { timeoutExpress: _notAnswered, ...facts } = order.payContent.alipayPayContentExt ?? {};
  return known(facts);
}

/** Alipay's state 5 means closed or refunded. The other fields show which. */
function alipayEnd({ stage, lastUpdateTime, refundedFee }: Order): OrderContent['alipayOrderContentExt'] {
  if (stage === 'refunded') return { gmtRefund: lastUpdateTime, refundFee: refundedFee };
  return stage === 'closed' || stage === 'stopped' || stage === 'reversed' ? { gmtClose: lastUpdateTime } : {};
}
