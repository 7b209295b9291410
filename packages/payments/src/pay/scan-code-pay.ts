import type { CallOptions } from '@cloudpay/core';
import type { ScanCodePaySdkRequest } from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';
import { scanCodePaySchedule } from '../wait/schedule.ts';
import type { Payment } from './payment.ts';
import { prepareScanCodePay } from './prepare.ts';
import { rememberingRefusal } from './remember-refusal.ts';
import { sendScanCodePay } from './send.ts';
import { startPayment } from './start.ts';

/** 扫码支付: `Payments.scanCodePay`. */
export async function scanCodePay(
  context: PaymentsContext,
  request: ScanCodePaySdkRequest,
  options: CallOptions = {},
): Promise<Payment> {
  const { client } = context;
  const { configuration } = client;
  const prepared = await rememberingRefusal(context, request?.outTradeNo, options, () =>
    prepareScanCodePay(configuration, request),
  );
  const schedule = scanCodePaySchedule(configuration);
  return startPayment(context, prepared, sendScanCodePay(client, prepared), { ...options, schedule });
}
