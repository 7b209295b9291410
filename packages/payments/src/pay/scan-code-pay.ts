import type { CallOptions } from '@cloudpay/core';
import type { ScanCodePaySdkRequest } from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';
import { scanCodePaySchedule } from '../wait/schedule.ts';
import type { Payment } from './payment.ts';
import { prepareScanCodePay } from './prepare.ts';
import { rememberingRefusal } from './remember-refusal.ts';
import { sendScanCodePay } from './send.ts';
import { startPayment } from './start.ts';

/**
 * 扫码支付: creates an order that the customer pays by scanning a code.
 *
 * It resolves when the payment is accepted, as {@link microPay} does. {@link Payment.codeUrl} is the text of the QR code to
 * show, and {@link Payment.result} the outcome: `awaitingPayment` when nobody has paid at the end of the wait. Then query the
 * order later, or close it with `cancelOrder`.
 *
 * C function `cloud_pay_scan_code_pay`, endpoints `scan_code_pay` and `query_order`. The wait of five minutes is this SDK's
 * choice: the C SDK documents no interval.
 *
 * @param context from `openPayments`
 * @param request `payPlatform` the platform whose code is shown; `productId` at most 32 characters (WeChat Pay); the other
 * fields as for {@link microPay}, without `authorCode`
 * @param options `timeout` bounds the whole wait, in milliseconds; default 300,000, or `scanCodePayQueryOrderCount` times 3 s.
 * `signal` ends the wait early. Neither closes the order
 * @returns the handle of the payment
 * @throws ArgumentError naming the field; nothing was sent
 * @throws CloudPayError `REFUSED_LOCALLY`, `JOURNAL_UNAVAILABLE` or `CLOSED`, as {@link microPay}; nothing was sent
 * @example
 * const payment = await scanCodePay(context, { outTradeNo, payPlatform: PayPlatform.Alipay, totalFee: 1999, body: '咖啡' });
 * showQrCode(await payment.codeUrl());
 * const outcome = await payment.result();
 */
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
