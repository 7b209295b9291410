import { closeOrderEndpoint, TradeType } from '@cloudpay/proto';
import type { OrderStage } from '../service/orders/order-states.ts';
import { Refusal, refusals } from '../service/refusals/refusal.ts';
import { envelopedHandler } from './handler.ts';

/** Stages of an order that is neither paid nor reversed. */
const closable: ReadonlySet<OrderStage> = new Set(['waiting', 'unrecognised', 'stopped', 'error', 'closed']);

/** 关闭订单: closes an order that the customer has not paid. A repeated call changes nothing. A micro pay can only be reversed. */
export const closeOrder = envelopedHandler(closeOrderEndpoint, {
  perform({ payMchKey, outTradeNo }, account) {
    account.checkPayMchKey(payMchKey);
    account.merchant.checkNumber('out_trade_no', outTradeNo);
    const order = account.orders.get(outTradeNo);
    if (order.tradeType === TradeType.MicroPay || !closable.has(order.stage)) throw new Refusal(refusals.notClosable);
    if (order.stage !== 'closed') account.orders.close(order);
    return { payload: {} };
  },
});
