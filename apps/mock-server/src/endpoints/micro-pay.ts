import { microPayEndpoint, TradeType } from '@cloudpay/proto';
import { type CallFault, leavesNoTrace } from '../service/faults/fault.ts';
import { platformOf } from '../service/merchant/payment-codes.ts';
import { fingerprintOf, newOrder } from '../service/orders/new-order.ts';
import { orderContentOf, payMchKeyOf } from '../service/orders/order-content.ts';
import type { Order } from '../service/orders/orders.ts';
import { scenarioOf } from '../service/orders/scenarios.ts';
import { Refusal, refuseField } from '../service/refusals/refusal.ts';
import { repeatOf } from '../service/requests/fingerprint.ts';
import { envelopedHandler } from './handler.ts';

/** 刷卡支付: the shop scans the customer's code. Its last four digits choose the scenario. */
export const microPay = envelopedHandler(microPayEndpoint, {
  perform(request, account) {
    const { orders } = account;
    const { outTradeNo, authorCode = '' } = request.payContent;
    account.checkPayMchKey(request.payMchKey);
    account.checkSerialNumber(request.payMchKey, request.orderClient);
    account.merchant.checkNumber('pay_content.out_trade_no', outTradeNo);
    const platform = platformOf(authorCode);
    if (platform === undefined) throw refuseField('pay_content.author_code', "a customer's code of a known platform");

    const scenario = scenarioOf(authorCode);
    const repeated = repeatOf(orders.find(outTradeNo), fingerprintOf(TradeType.MicroPay, request));
    if ('refusal' in scenario) throw new Refusal(scenario.refusal);
    if (repeated !== undefined) return resultOf(repeated, authorCode, scenario.everyRequest);

    const isFirst = !orders.wasAttempted(outTradeNo);
    const fault = (isFirst ? scenario.firstRequest : undefined) ?? scenario.everyRequest;
    if (fault !== undefined && leavesNoTrace(fault)) {
      orders.attempt(outTradeNo);
      return { fault };
    }
    const order = newOrder(request, platform, TradeType.MicroPay, account.random);
    const { stage, atSecondQuery } = scenario;
    return resultOf(orders.add({ ...order, stage, atSecondQuery }, authorCode), authorCode, fault);
  },
});

function resultOf(order: Order, authorCode: string, fault: CallFault | undefined) {
  return { payload: { payMchKey: payMchKeyOf(order), orderContent: { ...orderContentOf(order), authorCode } }, fault };
}
