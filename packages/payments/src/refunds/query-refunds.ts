import {
  type CallOptions,
  type CloudPayClient,
  CloudPayError,
  callWithRetries,
  checkMessage,
  checkNumber,
} from '@cloudpay/core';
import { QueryRefundSdkRequest, queryRefundOrderEndpoint } from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';
import { tolerate } from '../context/tolerate.ts';
import type { RefundRecord } from '../journal/record.ts';
import { markRefundKnown, recordedRefund, recordRefundOutcome, refundIn } from '../journal/refund-entry.ts';
import { isStrongerRefund } from '../journal/strength.ts';
import { askForRefunds } from '../service/ask-refunds.ts';
import { aboutAnother } from '../service/order-sdk.ts';
import type { RefundOutcome, RefundQueryOutcome } from '../service/refund-outcome.ts';
import { isAnotherRefund, refundNumberReused } from '../service/refund-sdk.ts';
import { asUnknown } from '../wait/errors.ts';
import { noSuchRefund } from './refund-operation.ts';

/** The errors that the caller caused. Any other error makes the outcome `unknown`. */
const callerErrors: ReadonlySet<string> = new Set(['INVALID_ARGUMENT', 'INVALID_CONFIGURATION', 'ABORTED', 'CLOSED']);

/**
 * 查询退款: asks the service for one refund.
 *
 * C function `cloud_pay_query_refund`, endpoint `query_refund_order`.
 *
 * @param context from `openPayments`
 * @param request `outTradeNo` and `outRefundNo` at most 32 characters each; `payPlatform` may be left out
 * @param options `timeout` bounds the call with its retries, in milliseconds; default three times the configuration's
 * @returns `unknown` while the refund is being processed, when its request may be under way, or when the service or the journal
 * could not be asked (with `error`); `failed` with `needsPerson` when the merchant must pay the customer by hand; `failed` when
 * the number belongs to another refund than the journal's; `notFound` when the service knows no such refund
 * @throws ArgumentError naming the field
 * @throws CloudPayError `ABORTED` or `CLOSED`
 * @example
 * const outcome = await queryRefund(context, { outTradeNo, outRefundNo });
 */
export async function queryRefund(
  context: PaymentsContext,
  request: QueryRefundSdkRequest & { outRefundNo: string },
  options: CallOptions = {},
): Promise<RefundQueryOutcome> {
  const { client, journal } = context;
  checkQuery(request);
  const { outTradeNo, outRefundNo } = request;
  checkNumber(outRefundNo, 'outRefundNo');
  try {
    const reported = await askForRefund(client, request, options);
    const recorded = refundIn(await journal.read(outTradeNo), outRefundNo);
    return recorded === undefined ? reported : await heldAgainstJournal(context, outTradeNo, recorded, reported);
  } catch (error) {
    if (!(error instanceof CloudPayError) || callerErrors.has(error.code)) throw error;
    return { result: 'unknown', error: asUnknown(error) };
  }
}

/** What the response means for the refund that the journal holds under the number. A final outcome is recorded. */
async function heldAgainstJournal(
  context: PaymentsContext,
  outTradeNo: string,
  recorded: RefundRecord,
  reported: RefundQueryOutcome,
): Promise<RefundQueryOutcome> {
  const { journal, liveRefunds } = context;
  const { outRefundNo, refundFee, state } = recorded;
  if (reported.result === 'notFound') {
    if (state === 'undecided') return { result: 'unknown', error: notThere(reported.error) };
    return state === 'succeeded' ? recordedRefund(outTradeNo, recorded) : reported;
  }
  const { refund } = reported;
  if (refund?.refundFee === undefined) return { result: 'unknown', ...(refund && { refund }) };
  if (isAnotherRefund({ outTradeNo, refundFee }, refund)) return { result: 'failed', refund, error: refundNumberReused() };
  await tolerate(context, outTradeNo, markRefundKnown(journal, outTradeNo, outRefundNo, refundFee));
  await tolerate(context, outTradeNo, recordRefundOutcome(journal, outTradeNo, outRefundNo, reported));
  liveRefunds.get(outRefundNo)?.wake();
  const isNews = state === 'undecided' || reported.result === state || isStrongerRefund(reported.result, state);
  return isNews ? reported : recordedRefund(outTradeNo, recorded);
}

/** "No such refund" reads as if the money could be refunded again. */
function notThere(cause: CloudPayError): CloudPayError {
  return new CloudPayError(
    '服务端暂无该退款，退款请求可能仍在途中，切勿重复退款 (the refund is not there yet, and its request may be under way: do not refund again)',
    { code: 'SERVICE_UNCERTAIN', outcome: 'unknown', cause },
  );
}

/**
 * 查询订单的所有退款: asks the service for all refunds of an order.
 *
 * C function `cloud_pay_query_refund`, endpoint `query_refund_order`.
 *
 * @param context from `openPayments`
 * @param request `outTradeNo` at most 32 characters; `payPlatform` may be left out
 * @param options `timeout` bounds the call with its retries, in milliseconds; default three times the configuration's
 * @returns the refunds; an empty list if there are none, or if the service knows no such order
 * @throws ArgumentError naming the field
 * @throws CloudPayError when the service gave no response that can be believed
 * @example
 * for (const { result, refund } of await queryRefunds(context, { outTradeNo })) console.log(refund?.outRefundNo, result);
 */
export async function queryRefunds(
  { client }: PaymentsContext,
  request: Omit<QueryRefundSdkRequest, 'outRefundNo'>,
  options: CallOptions = {},
): Promise<RefundOutcome[]> {
  checkQuery(request);
  const { refunds } = await askForRefunds(client, { ...request, outRefundNo: undefined }, options, callWithRetries);
  return [...refunds];
}

async function askForRefund(
  client: CloudPayClient,
  request: QueryRefundSdkRequest & { outRefundNo: string },
  options: CallOptions,
): Promise<RefundQueryOutcome> {
  const { refunds, none } = await askForRefunds(client, request, options, callWithRetries);
  const found = refunds.find(({ refund }) => refund?.outRefundNo === request.outRefundNo);
  // Other refunds are the response to another query. They do not show that this one does not exist.
  if (found === undefined && refunds.length > 0) throw aboutAnother(queryRefundOrderEndpoint.path);
  return found ?? { result: 'notFound', error: none ?? noSuchRefund() };
}

function checkQuery(request: QueryRefundSdkRequest): void {
  checkMessage(QueryRefundSdkRequest, request);
  checkNumber(request.outTradeNo, 'outTradeNo');
}
