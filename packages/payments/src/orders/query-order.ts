import {
  type CallOptions,
  type CloudPayClient,
  CloudPayError,
  callWithRetries,
  checkTimeout,
  defaultPatience,
  type OrderOutcome,
  sharedTimeout,
} from '@cloudpay/core';
import {
  InternalStatus,
  type OrderSdk,
  PayPlatform,
  type QueryOrderSdkRequest,
  queryOrderEndpoint,
  Status,
} from '@cloudpay/proto';
import { type Call, callOnce } from '../call.ts';
import { merchantOf } from '../merchant.ts';
import { askForRefunds } from '../refunds/query-refund.ts';
import { classifyOrder } from './classify.ts';
import { checkIsAbout, toOrderSdk } from './order-sdk.ts';

/**
 * Asks for an order, and says what its state means.
 *
 * @throws CloudPayError when the service gave no believable response about this order
 */
export async function askForOrder(
  client: CloudPayClient,
  request: QueryOrderSdkRequest,
  options: CallOptions,
  call: Call = callOnce,
): Promise<OrderOutcome> {
  const { outTradeNo, payPlatform, tradeType } = request;
  try {
    const content = { payMchKey: merchantOf(client.configuration, payPlatform), outTradeNo, tradeType };
    const { response } = await call(client, queryOrderEndpoint, content, options);
    const order = toOrderSdk(response);
    checkIsAbout({ outTradeNo, outSubMchId: client.configuration.outSubMchId }, order, queryOrderEndpoint.path);
    return classifyOrder(order, tradeType);
  } catch (error) {
    if (error instanceof CloudPayError && isNotFound(error)) return { result: 'notFound', code: -7, error };
    throw error;
  }
}

/** Whether the service refused a call because it knows no such order. */
export function isNotFound({ status, internalStatus }: CloudPayError): boolean {
  return status === Status.Failed && internalStatus === InternalStatus.NoSuchOrder;
}

/** The errors that are the caller's own doing; every other failure to learn an order's state is the outcome `unknown`. */
const thrown: ReadonlySet<string> = new Set(['INVALID_ARGUMENT', 'INVALID_CONFIGURATION', 'ABORTED', 'CLOSED']);

/** For callers: what could not be learnt is a value that they must face. */
export async function queryOrder(
  client: CloudPayClient,
  request: QueryOrderSdkRequest,
  options: CallOptions,
): Promise<OrderOutcome> {
  if (options.timeout !== undefined) checkTimeout(options.timeout);
  const next = sharedTimeout(client, { ...options, timeout: options.timeout ?? defaultPatience(client) });
  try {
    const outcome = await askForOrder(client, request, next(), callWithRetries);
    return await withRefunds(client, outcome, next());
  } catch (error) {
    if (!(error instanceof CloudPayError) || thrown.has(error.code)) throw error;
    return { result: 'unknown', code: -2, error };
  }
}

/**
 * An order does not say how much of its money went back: a WeChat Pay order moves to "refund" with the first refund, an Alipay order stays
 * paid until the last one. The refunds themselves say it.
 */
async function withRefunds(client: CloudPayClient, outcome: OrderOutcome, options: CallOptions): Promise<OrderOutcome> {
  const mayBePart = outcome.result === 'refunded' || outcome.result === 'paid';
  if (!mayBePart || outcome.order.refundedFee !== undefined || isPaidWechat(outcome)) return outcome;
  const { order } = outcome;
  const { outTradeNo = '', payPlatform, tradeType } = order;
  const refunds = await askForRefunds(client, { outTradeNo, payPlatform }, options, callWithRetries);
  const refundedFee = refunds.reduce(
    (sum, { result, refund }) => sum + (result === 'succeeded' ? (refund.refundFee ?? 0) : 0),
    0,
  );
  return refundedFee === 0 ? outcome : classifyOrder({ ...order, refundedFee }, tradeType);
}

/** No money of a WeChat Pay order went back while it is in a paid state. */
function isPaidWechat({ result, order }: OrderOutcome & { order: OrderSdk }): boolean {
  return result === 'paid' && order.payPlatform === PayPlatform.WechatPay;
}
