import type { CloudPayClient, Credential } from '@cloudpay/core';
import { refundEndpoint } from '@cloudpay/proto';
import { classifyRefund } from '../service/classify-refund.ts';
import { checkIsOfMerchant } from '../service/order-sdk.ts';
import { toRefundSdk } from '../service/refund-sdk.ts';
import type { refundContentOf } from './prepare.ts';
import { type AwaitedRefund, readRefund, type SendRefund } from './refund-operation.ts';

/** Makes the function that sends a refund and reads the response. Endpoint `refund`. */
export function sendRefund(
  client: CloudPayClient,
  ours: AwaitedRefund,
  content: ReturnType<typeof refundContentOf>,
  credential: Credential | undefined,
): SendRefund {
  return async (options) => {
    const { response, fresh, host } = await client.call(refundEndpoint, content, {
      ...options,
      ...(credential && { credential }),
    });
    const { refundOrderContent, payMchKey } = response;
    checkIsOfMerchant(client.configuration, payMchKey, refundEndpoint.path);
    if (refundOrderContent === undefined || !fresh || refundOrderContent.outRefundNo !== ours.outRefundNo) {
      return { outcome: { result: 'unknown' }, followUp: 'query', learnt: {} };
    }
    const received = toRefundSdk(refundOrderContent, { ...content.payMchKey, ...payMchKey });
    return readRefund(ours, classifyRefund(received), { fresh, host });
  };
}
