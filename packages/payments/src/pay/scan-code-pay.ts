import type { CallOptions } from '@cloudpay/core';
import type { ScanCodePaySdkRequest } from '@cloudpay/proto';
import type { PaymentsContext } from '../context.ts';
import { scanCodePaySchedule } from '../wait/schedule.ts';
import type { Payment } from './payment.ts';
import { prepareScanCodePay } from './prepare.ts';
import { rememberingRefusal, startPayment } from './start.ts';

/** 扫码支付: `Payments.scanCodePay`. */
export async function scanCodePay(
  context: PaymentsContext,
  request: ScanCodePaySdkRequest,
  options: CallOptions = {},
): Promise<Payment> {
  const { client } = context;
  const prepared = await rememberingRefusal(context, request?.outTradeNo, options, () => prepareScanCodePay(client, request));
  return startPayment(context, prepared, { ...options, schedule: scanCodePaySchedule(client.configuration) });
}
