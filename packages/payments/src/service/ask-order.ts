import { type CallOptions, type CloudPayClient, CloudPayError } from '@cloudpay/core';
import { InternalStatus, type OrderSdk, type QueryOrderSdkRequest, queryOrderEndpoint, Status } from '@cloudpay/proto';
import { type Call, callOnce } from './call.ts';
import { classifyOrder } from './classify-order.ts';
import { askingTerminal, merchantOf } from './merchant.ts';
import type { NotFound, OrderOutcome } from './order-outcome.ts';
import { checkIsAbout, paymentCodeIn, toOrderSdk } from './order-sdk.ts';

/** The service reported an order. */
export interface FoundOrder {
  readonly order: OrderSdk;
  /** What the state of the order means. */
  readonly outcome: OrderOutcome;
  /** The customer's payment code, if the service sends it back whole. It is only compared. */
  readonly paymentCode?: string | undefined;
  /** Whether this client received the response for the first time. */
  readonly fresh: boolean;
  readonly host: string;
}

/** The service said, in an authenticated response, that it knows no such order. */
export interface NoSuchOrder {
  readonly order?: never;
  readonly outcome: NotFound;
}

/** The options of one query. */
export interface AskOptions extends CallOptions {
  /** The base URL of the host to query. Default: the one that works now. */
  readonly host?: string | undefined;
}

/**
 * Queries an order, and classifies its state. C function `cloud_pay_query_order`, endpoint `query_order`.
 *
 * @param call default: one exchange, without a retry
 * @throws CloudPayError when the service gave no response about this order that can be believed
 */
export async function askForOrder(
  client: CloudPayClient,
  request: QueryOrderSdkRequest,
  options: AskOptions,
  call: Call = callOnce,
): Promise<FoundOrder | NoSuchOrder> {
  const { outTradeNo, payPlatform, tradeType } = request;
  const { configuration } = client;
  try {
    const content = {
      payMchKey: merchantOf(configuration, payPlatform),
      outTradeNo,
      tradeType,
      ...askingTerminal(configuration),
    };
    const { response, fresh, host } = await call(client, queryOrderEndpoint, content, options);
    const order = toOrderSdk(response);
    checkIsAbout({ outTradeNo, outSubMchId: configuration.outSubMchId }, order, queryOrderEndpoint.path);
    return { order, outcome: classifyOrder(order, tradeType), paymentCode: paymentCodeIn(response.orderContent), fresh, host };
  } catch (error) {
    if (error instanceof CloudPayError && isNoSuchOrder(error)) return { outcome: { result: 'notFound', error } };
    throw error;
  }
}

/** Whether the service refused a call because it knows no such order. */
export function isNoSuchOrder({ status, internalStatus }: CloudPayError): boolean {
  return status === Status.Failed && internalStatus === InternalStatus.NoSuchOrder;
}
