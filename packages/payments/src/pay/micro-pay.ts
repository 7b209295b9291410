import type { CallOptions } from '@cloudpay/core';
import type { MicroPaySdkRequest } from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';
import { microPaySchedule } from '../wait/schedule.ts';
import type { Payment } from './payment.ts';
import { prepareMicroPay } from './prepare.ts';
import { rememberingRefusal } from './remember-refusal.ts';
import { sendMicroPay } from './send.ts';
import { startPayment } from './start.ts';

/**
 * 刷卡支付: charges the customer whose payment code the shop scanned.
 *
 * It resolves when the payment is accepted: the request is checked, the order is in the journal, and the request is on its way.
 * Whether the shop was paid is the outcome of {@link Payment.result}. Until that is decided, the SDK queries the order. It
 * sends the identical request again only when the service says that it does not know the order, and only within 45 s, so it
 * never charges twice.
 *
 * `failed` needs proof: about 3.5 s when the service refused the payment, 70 s or more when the response was lost. `unknown`
 * means that the customer may have been charged: query the order before you charge again. With `needsPerson` a person has to
 * look at the order.
 *
 * C function `cloud_pay_micro_pay`, endpoints `micro_pay` and `query_order`. The prefixes of payment codes and the 150 s come
 * from the C SDK. The 45 s, and the times in which `failed` is proved, are this SDK's choice: Cloud Pay documents none.
 *
 * @param context from `openPayments`
 * @param request `totalFee` in 分 fen, 1 to 2,147,483,647; `outTradeNo` at most 32 characters, beginning with the merchant's
 * prefix, never used before; `authorCode` the customer's code: WeChat Pay, Alipay or a membership card, by its first digits;
 * `body` at most 128 characters; optional: `attach` at most 127 and `goodsTag` at most 32 characters, `detail`, and
 * `callerNotifyUrl`, an http or https URL
 * @param options `timeout` bounds the whole wait, in milliseconds; default 150,000, or as configured. `signal` ends the wait
 * early. Neither cancels the payment: its outcome is then `unknown`, or `failed` if no request had left
 * @returns the handle of the payment
 * @throws ArgumentError naming the field; nothing was sent
 * @throws CloudPayError `REFUSED_LOCALLY` when the number is recorded already; `JOURNAL_UNAVAILABLE` when the journal does not
 * accept the order within two seconds; `CLOSED`. Nothing was sent. Never cancel after such a refusal: the number may belong to
 * an accepted order
 * @example
 * const payment = await microPay(context, { outTradeNo, authorCode, totalFee: 1999, body: '咖啡' });
 * const outcome = await payment.result();
 * if (outcome.result === 'paid') handOverGoods();
 */
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
