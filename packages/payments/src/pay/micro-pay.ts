import type { CallOptions } from '@cloudpay/core';
import type { MicroPaySdkRequest } from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';
import { microPaySchedule } from '../wait/schedule.ts';
import type { Payment } from './payment.ts';
import { prepareMicroPay } from './prepare.ts';
import { rememberingRefusal } from './remember-refusal.ts';
import { sendMicroPay } from './send.ts';
import { startPayment } from './start.ts';

/** 刷卡支付: `Payments.microPay`. */
export async function microPay(
  context: PaymentsContext,
  request: MicroPaySdkRequest,
  options: CallOptions = {},
): Promise<Payment> {
  const { client, codePrefixes } = context;
  const { configuration } = client;
  const prepared = await rememberingRefusal(context, request?.outTradeNo, options, () =>
    prepareMicroPay(configuration, request, codePrefixes),
  );
  const schedule = microPaySchedule(configuration);
  return startPayment(context, prepared, sendMicroPay(client, prepared), { ...options, schedule });
}
