import { queryRefundOrderEndpoint } from '@cloudpay/proto';
import { payMchKeyOf } from '../service/orders/order-content.ts';
import { refundOrderContentOf } from '../service/refunds/refund-content.ts';
import { Refusal, refusals } from '../service/refusals/refusal.ts';
import { envelopedHandler } from './handler.ts';

/** 查询退款单: one refund of an order, or all of them if the request names none. */
export const queryRefundOrder = envelopedHandler(queryRefundOrderEndpoint, {
  perform({ payMchKey, orderClient, outTradeNo, outRefundNo }, account) {
    const { orders, refunds } = account;
    account.checkPayMchKey(payMchKey);
    account.checkSerialNumber(payMchKey, orderClient);
    account.merchant.checkNumber('out_trade_no', outTradeNo);
    if (outRefundNo) account.merchant.checkNumber('out_refund_no', outRefundNo);
    const order = orders.get(outTradeNo);
    const asked = refunds.of(order).filter((refund) => !outRefundNo || refund.outRefundNo === outRefundNo);
    if (asked.length === 0) throw new Refusal(refusals.noRefund);
    const found = asked.map((refund) => refunds.query(refund));
    return {
      payload: {
        payMchKey: payMchKeyOf(order),
        refundOrderContent: found.map((refund) => refundOrderContentOf(refund, order)),
        orderClient: found.map(({ orderClient }) => orderClient),
      },
    };
  },
});
