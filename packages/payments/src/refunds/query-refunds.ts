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
import { askForRefunds } from '../service/ask-refunds.ts';
import { aboutAnother } from '../service/order-sdk.ts';
import type { RefundOutcome, RefundQueryOutcome } from '../service/refund-outcome.ts';
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
 * @returns `unknown` while the refund is being processed, or when the service could not be asked (with `error`); `failed` with
 * `needsPerson` when the merchant must pay the customer by hand; `notFound` when the service knows no such refund
 * @throws ArgumentError naming the field
 * @throws CloudPayError `ABORTED` or `CLOSED`
 * @example
 * const outcome = await queryRefund(context, { outTradeNo, outRefundNo });
 */
export async function queryRefund(
  { client }: PaymentsContext,
  request: QueryRefundSdkRequest & { outRefundNo: string },
  options: CallOptions = {},
): Promise<RefundQueryOutcome> {
  checkQuery(request);
  checkNumber(request.outRefundNo, 'outRefundNo');
  try {
    return await askForRefund(client, request, options);
  } catch (error) {
    if (!(error instanceof CloudPayError) || callerErrors.has(error.code)) throw error;
    return { result: 'unknown', error: asUnknown(error) };
  }
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
