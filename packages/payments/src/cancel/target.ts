import { ArgumentError, type CallOptions, type CloudPayClient, CloudPayError, callWithRetries } from '@cloudpay/core';
import { type CancelOrderSdkRequest, type OrderClient, type PayPlatform, TradeType } from '@cloudpay/proto';
import { doubtfulOrder, identifyRecorded, notYetTied } from '../journal/identity.ts';
import type { JournalRecord } from '../journal/record.ts';
import { refusedLocally } from '../journal/refused-locally.ts';
import { askForOrder, type FoundOrder, type NoSuchOrder } from '../service/ask-order.ts';
import { terminalOf } from '../service/merchant.ts';

/** The order to cancel, and the terminal that does it. */
export interface Target {
  readonly outTradeNo: string;
  readonly tradeType: TradeType;
  readonly payPlatform: PayPlatform;
  /** The terminal that took the payment. No other one may reverse it. */
  readonly orderClient: OrderClient;
}

/** What a query found before the cancellation. */
export type Checked = { readonly is: 'another' } | { readonly is: 'ours'; readonly found: FoundOrder | NoSuchOrder };

/**
 * Queries an order before it is cancelled. The order that the service has under this number must be the one in the journal: the
 * response that said that the number belongs to another order may have been lost.
 *
 * @param isBeingTaken whether a process is taking the payment right now
 * @throws CloudPayError `REFUSED_LOCALLY` when the order may be another till's or an earlier sale's, or cannot be queried;
 * nothing was cancelled
 */
export async function queryBeforeCancelling(
  client: CloudPayClient,
  request: CancelOrderSdkRequest,
  record: JournalRecord | undefined,
  isBeingTaken: boolean,
  options: CallOptions,
): Promise<Checked> {
  const found = await askForOrder(client, request, options, callWithRetries).catch((cause: unknown) => {
    if (!(cause instanceof CloudPayError) || cause.code === 'ABORTED' || cause.code === 'CLOSED') throw cause;
    throw cannotAsk(cause);
  });
  if (found.order === undefined) {
    // The response may be a copy, or from a host that is late. The order may exist, and may be another one.
    if (found.outcome.error.fresh === false || record?.isKnown) throw cannotAsk(found.outcome.error);
    return { is: 'ours', found };
  }
  if (record === undefined || record.state === 'elsewhere') return { is: 'ours', found };
  const identity = identifyRecorded(record, isBeingTaken, found, client.configuration.authenKeys);
  if (identity === 'another') return { is: 'another' };
  if (identity === 'doubtful') throw refusedLocally(doubtfulOrder().message);
  if (identity === 'untied') throw notYetTied();
  if (identity === 'incomplete') throw cannotAsk();
  return { is: 'ours', found };
}

/**
 * Completes the request from the journal, or from the response.
 *
 * @returns undefined when a part is not known, or the order is of a kind that cannot be cancelled
 */
export function targetOf(
  client: CloudPayClient,
  request: CancelOrderSdkRequest,
  record: JournalRecord | undefined,
  { order }: FoundOrder | NoSuchOrder,
): Target | undefined {
  const { outTradeNo } = request;
  const tradeType = request.tradeType ?? record?.tradeType ?? order?.tradeType;
  const payPlatform = request.payPlatform ?? record?.payPlatform ?? order?.payPlatform;
  const isCancellable = tradeType === TradeType.MicroPay || tradeType === TradeType.ScanCodePay;
  if (!isCancellable || payPlatform === undefined) return undefined;
  return { outTradeNo, tradeType, payPlatform, orderClient: terminalOf(client.configuration, record) };
}

function cannotAsk(cause?: CloudPayError): CloudPayError {
  return refusedLocally('无法确认该订单，未发出撤单 (the order could not be asked for; nothing was cancelled)', cause);
}

export function notCancellable(): ArgumentError {
  return new ArgumentError(
    'tradeType',
    '只能撤销刷卡 (1) 或扫码 (2) 订单 (only micro pay, 1, and scan-code pay, 2, can be cancelled)',
  );
}
