import type { CloudPayClient } from '@cloudpay/core';
import { microPayEndpoint, scanCodePayEndpoint, TradeType } from '@cloudpay/proto';
import { doubtfulOrder, identify } from '../journal/identity.ts';
import { classifyOrder, isAbsentAtPlatform } from '../service/classify-order.ts';
import { aboutAnother, checkIsAbout, paymentCodeIn, toOrderSdk } from '../service/order-sdk.ts';
import { absentAtPlatform } from '../service/platform-absence.ts';
import type { SendPayment } from './order-operation.ts';
import type { Prepared } from './prepare.ts';

/** Makes the function that sends a micro payment and reads the response. Endpoint `micro_pay`. */
export function sendMicroPay(client: CloudPayClient, { order, content }: Prepared): SendPayment {
  const { outTradeNo } = order;
  const { outSubMchId, authenKeys } = client.configuration;
  return async (options) => {
    const { response, fresh, host } = await client.call(microPayEndpoint, content, options);
    const received = toOrderSdk(response);
    checkIsAbout({ outTradeNo, outSubMchId }, received, microPayEndpoint.path);
    const outcome = classifyOrder(received, TradeType.MicroPay);
    const found = { order: received, outcome, paymentCode: paymentCodeIn(response.orderContent), fresh, host };
    const identity = identify(order, found, authenKeys);
    // A copy of the response to another request.
    if (identity === 'another') throw aboutAnother(microPayEndpoint.path);
    if (identity === 'doubtful') {
      const doubtful = { result: 'unknown', order: received, needsPerson: true, error: doubtfulOrder() } as const;
      return { outcome: doubtful, followUp: 'query', learnt: { isKnown: true } };
    }
    if (identity === 'incomplete' || !fresh)
      return { outcome: { result: 'unknown', order: received }, followUp: 'query', learnt: { isKnown: true } };
    if (isAbsentAtPlatform(received)) return { absent: absentAtPlatform(received), host, fresh, isAtPlatform: true };
    return { outcome, learnt: { isKnown: true, isTied: true } };
  };
}

/**
 * Makes the function that sends a scan-code payment and reads the response. The response names no order. So its code is shown
 * only when a query of the order returns it, or when a second response has the same code. Endpoint `scan_code_pay`.
 */
export function sendScanCodePay(client: CloudPayClient, { content }: Prepared): SendPayment {
  const codes = new Set<string>();
  return async (options) => {
    const { response, fresh } = await client.call(scanCodePayEndpoint, content, options);
    const { codeUrl } = response;
    // A copy of an earlier response: nothing shows that it was about this order.
    if (!fresh) throw aboutAnother(scanCodePayEndpoint.path);
    const learnt = { isKnown: true, isTied: true };
    if (codeUrl === undefined) return { outcome: { result: 'unknown' }, followUp: 'query', learnt };
    const isConfirmed = codes.has(codeUrl);
    codes.add(codeUrl);
    if (isConfirmed) return { outcome: { result: 'awaitingPayment', codeUrl }, learnt };
    return { outcome: { result: 'awaitingPayment' }, followUp: 'query', learnt };
  };
}
