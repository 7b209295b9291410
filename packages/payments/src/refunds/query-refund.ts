import {
  type CallOptions,
  type CloudPayClient,
  CloudPayError,
  callWithRetries,
  checkMessage,
  checkNumber,
} from '@cloudpay/core';
import { InternalStatus, QueryRefundSdkRequest, queryRefundOrderEndpoint, Status } from '@cloudpay/proto';
import { type Call, callOnce } from '../call.ts';
import type { PaymentsContext } from '../context.ts';
import { merchantOf } from '../merchant.ts';
import { classifyRefund } from './classify-refund.ts';
import type { RefundOutcome, RefundQueryOutcome } from './refund-outcome.ts';
import { toRefundSdk } from './refund-sdk.ts';

/** Beside the status `Failed`: the order has no refund, or does not exist. */
const noRefund: ReadonlySet<number | undefined> = new Set([InternalStatus.NoRefund, InternalStatus.NoSuchOrder]);

/**
 * Asks for the refunds of an order: all, or the one that `outRefundNo` names.
 *
 * @throws CloudPayError when the service gave no believable response about this order
 */
export async function askForRefunds(
  client: CloudPayClient,
  request: QueryRefundSdkRequest,
  options: CallOptions,
  call: Call = callOnce,
): Promise<RefundOutcome[]> {
  const { outTradeNo, outRefundNo, payPlatform } = request;
  const content = { payMchKey: merchantOf(client.configuration, payPlatform), outTradeNo, outRefundNo };
  try {
    const { response } = await call(client, queryRefundOrderEndpoint, content, options);
    const refunds = (response.refundOrderContent ?? []).map((refund, at) =>
      toRefundSdk(refund, response.payMchKey, response.orderClient?.[at]),
    );
    if (refunds.some((refund) => refund.outTradeNo !== outTradeNo)) throw aboutAnother();
    return refunds.map(classifyRefund);
  } catch (error) {
    if (error instanceof CloudPayError && error.status === Status.Failed && noRefund.has(error.internalStatus)) return [];
    throw error;
  }
}

/**
 * {@link askForRefunds} for the one refund.
 *
 * @throws CloudPayError when the service gave no believable response about this refund
 */
export async function askForRefund(
  client: CloudPayClient,
  request: QueryRefundSdkRequest & { outRefundNo: string },
  options: CallOptions,
  call: Call = callOnce,
): Promise<RefundQueryOutcome> {
  const refunds = await askForRefunds(client, request, options, call);
  const found = refunds.find(({ refund }) => refund?.outRefundNo === request.outRefundNo);
  // Others in its place are the response to another question, replayed: it does not say that this one is unknown.
  if (found === undefined && refunds.length > 0) throw aboutAnother();
  return found ?? { result: 'notFound', code: -7, error: notFound() };
}

/** The errors that are the caller's own doing; every other failure to learn a refund's state is the outcome `unknown`. */
const thrown: ReadonlySet<string> = new Set(['INVALID_ARGUMENT', 'INVALID_CONFIGURATION', 'ABORTED', 'CLOSED']);

/** 查询退款: `Payments.queryRefund`. What could not be learnt is a value that callers must face. */
export async function queryRefund(
  context: PaymentsContext,
  request: QueryRefundSdkRequest & { outRefundNo: string },
  options: CallOptions = {},
): Promise<RefundQueryOutcome> {
  const { client } = context;
  checkQuery(client, request);
  checkNumber(request.outRefundNo, 'outRefundNo');
  try {
    return await askForRefund(client, request, options, callWithRetries);
  } catch (error) {
    if (!(error instanceof CloudPayError) || thrown.has(error.code)) throw error;
    return { result: 'unknown', code: -2, error };
  }
}

/** 查询订单的所有退款: `Payments.queryRefunds`. */
export async function queryRefunds(
  context: PaymentsContext,
  request: Omit<QueryRefundSdkRequest, 'outRefundNo'>,
  options: CallOptions = {},
): Promise<RefundOutcome[]> {
  const { client } = context;
  checkQuery(client, request);
  return askForRefunds(client, { ...request, outRefundNo: undefined }, options, callWithRetries);
}

function checkQuery(client: CloudPayClient, request: QueryRefundSdkRequest): void {
  checkMessage(QueryRefundSdkRequest, request);
  checkNumber(request.outTradeNo, 'outTradeNo', client.configuration.cloudCashierId);
}

function aboutAnother(): CloudPayError {
  const endpoint = queryRefundOrderEndpoint.path;
  return new CloudPayError('应答不是该订单的 (the response is about another order)', {
    code: 'UNVERIFIED_RESPONSE',
    outcome: 'unknown',
    endpoint,
  });
}

function notFound(): CloudPayError {
  const endpoint = queryRefundOrderEndpoint.path;
  return new CloudPayError('没有这笔退款 (no such refund)', {
    code: 'SERVICE_REFUSED',
    outcome: 'failed',
    endpoint,
    status: Status.Failed,
    internalStatus: InternalStatus.NoRefund,
  });
}
