import type { CallOptions } from '@cloudpay/core';
import type { MicroPaySdkRequest } from '@cloudpay/proto';
import type { PaymentsContext } from '../context.ts';
import { microPaySchedule } from '../wait/schedule.ts';
import type { Payment } from './payment.ts';
import { prepareMicroPay } from './prepare.ts';
import { rememberingRefusal, startPayment } from './start.ts';

/** 刷卡支付: `Payments.microPay`. */
export async function microPay(
  context: PaymentsContext,
  request: MicroPaySdkRequest,
  options: CallOptions = {},
): Promise<Payment> {
  const { client, codePrefixes } = context;
  const prepared = await rememberingRefusal(context, request?.outTradeNo, options, () =>
    prepareMicroPay(client, request, codePrefixes),
  );
  return startPayment(context, prepared, { ...options, schedule: microPaySchedule(client.configuration) });
}
