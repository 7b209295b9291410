import type { CloudPayClient } from '@cloudpay/core';
import { microPayEndpoint, scanCodePayEndpoint, TradeType } from '@cloudpay/proto';
import { doubtfulOrder, identify } from '../journal/identity.ts';
import { classifyOrder, isAbsentAtPlatform } from '../service/classify-order.ts';
import { aboutAnother, checkIsAbout, paymentCodeIn, toOrderSdk } from '../service/order-sdk.ts';
import type { SendPayment } from './order-operation.ts';
import { absentAtPlatform } from './platform-absence.ts';
import type { Prepared } from './prepare.ts';

/** How the request of a micro payment is sent, and its response read. Endpoint `micro_pay`. */
export function sendMicroPay(client: CloudPayClient, { order, content }: Prepared): SendPayment {
  const { outTradeNo } = order;
  const { outSubMchId, authenKeys } = client.configuration;
  return async (options) => {
    const { response, fresh, host } = await client.call(microPayEndpoint, content, options);
    const told = toOrderSdk(response);
    checkIsAbout({ outTradeNo, outSubMchId }, told, microPayEndpoint.path);
    const outcome = classifyOrder(told, TradeType.MicroPay);
    const found = { order: told, outcome, paymentCode: paymentCodeIn(response.orderContent), fresh, host };
    const identity = identify(order, found, authenKeys);
    // The order of another request: a copy of its response, in the place of ours.
    if (identity === 'another') throw aboutAnother(microPayEndpoint.path);
    if (identity === 'doubtful') {
      const doubtful = { result: 'unknown', order: told, needsPerson: true, error: doubtfulOrder() } as const;
      return { outcome: doubtful, followUp: 'query', learnt: { isKnown: true } };
    }
    if (identity === 'incomplete' || !fresh)
      return { outcome: { result: 'unknown', order: told }, followUp: 'query', learnt: {} };
    if (isAbsentAtPlatform(told)) return { absent: absentAtPlatform(told), host, fresh, isAtPlatform: true };
    return { outcome, learnt: { isKnown: true, isTied: true } };
  };
}

/**
 * How the request of a scan-code payment is sent, and its response read. The response names no order, so the code in it is
 * shown only when the order is asked for and has it, or when a second response brings the same one. Endpoint `scan_code_pay`.
 */
export function sendScanCodePay(client: CloudPayClient, { content }: Prepared): SendPayment {
  const codes = new Set<string>();
  return async (options) => {
    const { response, fresh } = await client.call(scanCodePayEndpoint, content, options);
    const { codeUrl } = response;
    // A copy of an earlier response, of which nothing says that it was about this order.
    if (!fresh) throw aboutAnother(scanCodePayEndpoint.path);
    if (codeUrl === undefined) return { outcome: { result: 'unknown' }, followUp: 'query', learnt: {} };
    const isConfirmed = codes.has(codeUrl);
    codes.add(codeUrl);
    const learnt = { isKnown: true, isTied: true };
    if (isConfirmed) return { outcome: { result: 'awaitingPayment', codeUrl }, learnt };
    return { outcome: { result: 'awaitingPayment' }, followUp: 'query', learnt };
  };
}
