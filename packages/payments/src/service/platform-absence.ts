import { CloudPayError } from '@cloudpay/core';
import type { OrderSdk } from '@cloudpay/proto';

/** Why an order counts as absent that the service holds: the payment platform does not know it. */
export function absentAtPlatform({ tradeStateDesc }: OrderSdk): CloudPayError {
  const said = tradeStateDesc ? `: ${tradeStateDesc}` : '';
  return new CloudPayError(`支付平台没有该订单 (the payment platform knows no such order)${said}`, {
    code: 'SERVICE_REFUSED',
    outcome: 'failed',
  });
}
