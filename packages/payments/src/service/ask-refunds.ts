import { type CallOptions, type CloudPayClient, CloudPayError } from '@cloudpay/core';
import { InternalStatus, type QueryRefundSdkRequest, queryRefundOrderEndpoint, Status } from '@cloudpay/proto';
import { type Call, callOnce } from './call.ts';
import { classifyRefund } from './classify-refund.ts';
import { askingTerminal, merchantOf } from './merchant.ts';
import { aboutAnother, checkIsOfMerchant } from './order-sdk.ts';
import type { RefundOutcome } from './refund-outcome.ts';
import { toRefundSdk } from './refund-sdk.ts';

/** The refunds of an order, from one response. */
export interface AskedRefunds {
  readonly refunds: readonly RefundOutcome[];
  /** The refusal that means an empty list. */
  readonly none?: CloudPayError;
  /** Whether this client received the response for the first time. */
  readonly fresh: boolean;
  readonly host: string | undefined;
}

/** The order has no refund, or does not exist. */
const noRefund: ReadonlySet<number | undefined> = new Set([InternalStatus.NoRefund, InternalStatus.NoSuchOrder]);

/**
 * Queries the refunds of an order: all, or the one with `outRefundNo`. C function `cloud_pay_query_refund`, endpoint
 * `query_refund_order`.
 *
 * @param call default: one exchange, without a retry
 * @throws CloudPayError when the service gave no response about this order that can be believed
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

/** A refund in the journal. */
export interface KnownRefund {
  readonly outRefundNo: string;
  /** 分 fen */
  readonly refundFee: number;
  readonly state: 'undecided' | 'succeeded' | 'failed';
  /** The service has reported it. */
  readonly isKnown?: boolean;
}

/** Whether the service has reported a refund. */
export function isTold({ state, isKnown }: KnownRefund): boolean {
  return isKnown === true || state === 'succeeded';
}

/** Whether a list has every refund that the service reported before. A list without one of them is late. */
export function isWhole(refunds: readonly RefundOutcome[], known: readonly KnownRefund[]): boolean {
  const listed = new Set(refunds.map(({ refund }) => refund?.outRefundNo));
  return known.every((refund) => !isTold(refund) || listed.has(refund.outRefundNo));
}

/** The sum of the refunds that succeeded, in fen. */
export function refundedFeeOf(refunds: readonly RefundOutcome[]): number {
  return refunds.reduce((sum, { result, refund }) => sum + (result === 'succeeded' ? (refund?.refundFee ?? 0) : 0), 0);
}
