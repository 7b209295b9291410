import { type OrderClient, reverseEndpoint, TradeType } from '@cloudpay/proto';
import type { OrderStage } from '../service/orders/order-states.ts';
import { Refusal, refusals } from '../service/refusals/refusal.ts';
import { envelopedHandler } from './handler.ts';

/** A refunded order cannot be reversed: the money would be returned twice. */
const irreversible: ReadonlySet<OrderStage> = new Set(['partlyRefunded', 'refunded']);

/**
 * 撤销: cancels a micro pay in any state. Only the terminal that took the payment may send it. A repeated call changes
 * nothing.
 */
export const reverse = envelopedHandler(reverseEndpoint, {
  perform({ payMchKey, outTradeNo, orderClient }, account) {
    const { orders, refunds } = account;
    account.checkPayMchKey(payMchKey);
    account.merchant.checkNumber('out_trade_no', outTradeNo);
    const order = orders.get(outTradeNo);
    if (order.tradeType !== TradeType.MicroPay) throw new Refusal(refusals.notReversible);
    if (!isSameTerminal(order.orderClient, orderClient)) throw new Refusal(refusals.otherTerminal);
    const isRefunding = refunds.of(order).some(({ stage }) => stage === 'processing');
    if (isRefunding || irreversible.has(order.stage)) throw new Refusal(refusals.notReversible);
    if (order.stage !== 'reversed') orders.reverse(order);
    return { payload: {} };
  },
});

function isSameTerminal(one: OrderClient, other: OrderClient): boolean {
  return one.deviceId === other.deviceId && one.machineNo === other.machineNo;
}
