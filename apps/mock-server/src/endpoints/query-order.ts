import { queryOrderEndpoint } from '@cloudpay/proto';
import { orderContentOf, payMchKeyOf } from '../service/orders/order-content.ts';
import { envelopedHandler } from './handler.ts';

/** 查询订单: the state of an order, found by its number. The request need not name the platform or the terminal. */
export const queryOrder = envelopedHandler(queryOrderEndpoint, {
  perform({ payMchKey, orderClient, outTradeNo }, account) {
    account.checkPayMchKey(payMchKey);
    account.checkSerialNumber(payMchKey, orderClient);
    account.merchant.checkNumber('out_trade_no', outTradeNo);
    const order = account.orders.query(outTradeNo);
    return {
      payload: {
        payMchKey: payMchKeyOf(order),
        orderContent: { ...orderContentOf(order), authorCode: account.orders.codeOf(order) },
        orderClient: order.orderClient,
      },
    };
  },
});
