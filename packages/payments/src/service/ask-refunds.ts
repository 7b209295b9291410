import { type CallOptions, type CloudPayClient, CloudPayError } from '@cloudpay/core';
import { InternalStatus, type QueryRefundSdkRequest, queryRefundOrderEndpoint, Status } from '@cloudpay/proto';
import { type Call, callOnce } from './call.ts';
import { classifyRefund } from './classify-refund.ts';
import { askingTerminal, merchantOf } from './merchant.ts';
import { aboutAnother, checkIsOfMerchant } from './order-sdk.ts';
import type { RefundOutcome } from './refund-outcome.ts';
import { toRefundSdk } from './refund-sdk.ts';

/** The refunds of an order, as one response tells them. */
export interface AskedRefunds {
  readonly refunds: readonly RefundOutcome[];
  /** The refusal that stands for an empty list. */
  readonly none?: CloudPayError;
  /** Whether this client saw the response for the first time. */
  readonly fresh: boolean;
  readonly host: string | undefined;
}

/** The order has no refund, or does not exist. */
const noRefund: ReadonlySet<number | undefined> = new Set([InternalStatus.NoRefund, InternalStatus.NoSuchOrder]);

/**
 * Asks for the refunds of an order: all, or the one that `outRefundNo` names. C function `cloud_pay_query_refund`, endpoint
 * `query_refund_order`.
 *
 * @param call default: one exchange, without a retry
 * @throws CloudPayError when the service gave no believable response about this order
 */
export async function askForRefunds(
  client: CloudPayClient,
  request: QueryRefundSdkRequest,
  options: CallOptions & { readonly host?: string | undefined },
  call: Call = callOnce,
): Promise<AskedRefunds> {
  const { outTradeNo, outRefundNo, payPlatform } = request;
  const { configuration } = client;
  const content = {
    payMchKey: merchantOf(configuration, payPlatform),
    outTradeNo,
    outRefundNo,
    ...askingTerminal(configuration),
  };
  try {
    const { response, fresh, host } = await call(client, queryRefundOrderEndpoint, content, options);
    checkIsOfMerchant(configuration, response.payMchKey, queryRefundOrderEndpoint.path);
    const refunds = (response.refundOrderContent ?? []).map((refund, at) =>
      toRefundSdk(refund, response.payMchKey, response.orderClient?.[at]),
    );
    if (refunds.some((refund) => refund.outTradeNo !== outTradeNo)) throw aboutAnother(queryRefundOrderEndpoint.path);
    return { refunds: refunds.map(classifyRefund), fresh, host };
  } catch (error) {
    if (error instanceof CloudPayError && error.status === Status.Failed && noRefund.has(error.internalStatus)) {
      return { refunds: [], none: error, fresh: error.fresh ?? false, host: error.host };
    }
    throw error;
  }
}

/** A refund as the journal holds it. */
export interface KnownRefund {
  readonly outRefundNo: string;
  /** 分 fen */
  readonly refundFee: number;
  readonly state: 'undecided' | 'succeeded' | 'failed';
  /** The service has told of it. */
  readonly isKnown?: boolean;
}

/** Whether the service has told of a refund. */
export function isTold({ state, isKnown }: KnownRefund): boolean {
  return isKnown === true || state === 'succeeded';
}

/** Whether a list of refunds holds every one that the service told of before: one that does not is late. */
export function isWhole(refunds: readonly RefundOutcome[], known: readonly KnownRefund[]): boolean {
  const listed = new Set(refunds.map(({ refund }) => refund?.outRefundNo));
  return known.every((refund) => !isTold(refund) || listed.has(refund.outRefundNo));
}

/** How much of an order went back, by the refunds that the service tells of, in fen. */
export function refundedFeeOf(refunds: readonly RefundOutcome[]): number {
  return refunds.reduce((sum, { result, refund }) => sum + (result === 'succeeded' ? (refund?.refundFee ?? 0) : 0), 0);
}
