import { closeOrderEndpoint, TradeType } from '@cloudpay/proto';
import type { OrderStage } from '../service/orders/order-states.ts';
import { Refusal, refusals } from '../service/refusals/refusal.ts';
import { envelopedHandler } from './handler.ts';

/** Nobody has paid, and nobody has taken the order back. */
const closable: ReadonlySet<OrderStage> = new Set(['waiting', 'unrecognised', 'stopped', 'error', 'closed']);

/** 关闭订单: ends an order that its customer has not paid. A repeat changes nothing. A micro pay can only be reversed. */
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
