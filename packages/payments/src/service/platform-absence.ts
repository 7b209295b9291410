import { CloudPayError } from '@cloudpay/core';
import type { OrderSdk } from '@cloudpay/proto';

/** The service has the order, but the payment platform does not know it: it counts as absent. */
export function absentAtPlatform({ tradeStateDesc }: OrderSdk): CloudPayError {
  const detail = tradeStateDesc ? `: ${tradeStateDesc}` : '';
  return new CloudPayError(`支付平台没有该订单 (the payment platform knows no such order)${detail}`, {
    code: 'SERVICE_REFUSED',
    outcome: 'failed',
  });
}
