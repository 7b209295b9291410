import {
  ArgumentError,
  type CallOptions,
  CloudPayError,
  callWithRetries,
  checkMessage,
  checkNumber,
  checkTimeout,
  type OrderOutcome,
  sharedTimeout,
} from '@cloudpay/core';
import {
  CancelOrderSdkRequest,
  closeOrderEndpoint,
  type OrderSdk,
  type PayPlatform,
  reverseEndpoint,
  TradeType,
} from '@cloudpay/proto';
import { type PaymentsContext, tolerating } from '../context.ts';
import { settleCancellation } from '../journal/order-entry.ts';
import type { JournalRecord } from '../journal/record.ts';
import { sentAt } from '../journal/sent-at.ts';
import { merchantOf, terminalOf } from '../merchant.ts';
import { isSameOrder } from '../pay/subject.ts';
import type { CancelOutcome } from './cancel-outcome.ts';
import { askForOrder, isNotFound, queryOrder } from './query-order.ts';

/** Time kept at the end of a cancellation for a last question, in milliseconds. */
const lastQuestion = 1_000;

/** The outcomes of an order that say that its cancellation took effect. */
const cancelledResults: ReadonlySet<string> = new Set(['reversed', 'closed', 'refunded']);

/** 撤单: `Payments.cancelOrder`. */
export async function cancelOrder(
  context: PaymentsContext,
  request: CancelOrderSdkRequest,
  options: CallOptions = {},
): Promise<CancelOutcome> {
  const { client, journal, live } = context;
  if (options.timeout !== undefined) checkTimeout(options.timeout);
  checkMessage(CancelOrderSdkRequest, request);
  const { outTradeNo } = request;
  checkNumber(outTradeNo, 'outTradeNo', client.configuration.cloudCashierId);
  const record = await journal.read(outTradeNo);
  checkMayCancel(record);
  const next = sharedTimeout(client, options);
  const told = await learnOrder(context, request, record, next());
  const target = targetOf(request, record, 'order' in told ? told.order : undefined);
  // Neither the caller nor the journal knows what it is, and the service knows no such order: there is nothing to cancel.
  if (target === undefined && told.result === 'notFound') return { result: 'failed', code: -1, error: told.error };
  if (target === undefined) throw notCancellable();
  const recorded = await journal.update(outTradeNo, (current) => {
    checkMayCancel(current);
    return { ...(current ?? { outTradeNo, state: 'elsewhere' }), isGivenUp: true, cancelSentAt: sentAt(client) };
  });
  try {
    const isCertain = await send(context, target, leavingTimeToAsk(next()));
    if (!isCertain) throw notCertain();
    const state = target.tradeType === TradeType.ScanCodePay ? 'closed' : 'reversed';
    await tolerating(
      context,
      outTradeNo,
      settleCancellation(journal, outTradeNo, { result: state, code: -4, order: { outTradeNo } }),
    );
    return { result: 'cancelled', code: 0 };
  } catch (error) {
    if (!(error instanceof CloudPayError)) throw error;
    return afterFailure(context, target, error, recorded?.state === 'undecided', next());
  } finally {
    live.get(outTradeNo)?.wake();
  }
}

/**
 * @throws CloudPayError `REFUSED_LOCALLY`: the order under this number may be somebody else's, and paid
 */
function checkMayCancel(record: JournalRecord | undefined): void {
  checkMayTouch(record);
  if (record?.state === 'refused' || record?.hasRefusedDuplicate) {
    throw refused(
      '该订单号的下单请求曾被拒绝，撤销可能退掉同号的另一笔订单 (a payment with this number was refused: another order may have it)',
    );
  }
}

/**
 * @throws CloudPayError `REFUSED_LOCALLY` for an order that met a re-entry conflict: the one that has its number is another
 */
export function checkMayTouch(record: JournalRecord | undefined): void {
  if (record?.state !== 'reentryConflict') return;
  throw refused(
    '该订单号发生过重入冲突，撤销或退款会动到另一笔已付订单 (re-entry conflict: this would take the money of another, paid order)',
  );
}

function refused(message: string, cause?: CloudPayError): CloudPayError {
  return new CloudPayError(message, { code: 'REFUSED_LOCALLY', outcome: 'failed', cause });
}

interface Target {
  readonly outTradeNo: string;
  readonly tradeType: TradeType;
  readonly payPlatform: PayPlatform;
}

/**
 * Looks before it cancels: the order that the service holds under this number must be the one that this journal knows. The response to a
 * payment may have been lost that said that the number belongs to another order.
 *
 * @returns what the service tells of it
 * @throws CloudPayError `REFUSED_LOCALLY` when it is another order, or cannot be learnt; nothing was sent that could cancel
 */
async function learnOrder(
  { client, journal }: PaymentsContext,
  request: CancelOrderSdkRequest,
  record: JournalRecord | undefined,
  options: CallOptions,
): Promise<OrderOutcome> {
  const outcome = await askForOrder(client, request, options, callWithRetries).catch((cause: unknown) => {
    if (!(cause instanceof CloudPayError) || cause.code === 'ABORTED' || cause.code === 'CLOSED') throw cause;
    throw refused('无法确认该订单，未发出撤单 (the order could not be asked for; nothing was cancelled)', cause);
  });
  const order = 'order' in outcome ? outcome.order : undefined;
  if (order === undefined || record === undefined || isSameOrder(record, order)) return outcome;
  await journal.update(request.outTradeNo, (current) => current && { ...current, state: 'reentryConflict' });
  throw refused('该订单号属于另一笔订单 (the number belongs to another order)');
}

/**
 * What the caller left out stands in the journal, or the service has just told it.
 *
 * @returns undefined when it is not known, or an order of a kind that cannot be cancelled
 */
function targetOf(
  request: CancelOrderSdkRequest,
  record: JournalRecord | undefined,
  order: OrderSdk | undefined,
): Target | undefined {
  const { outTradeNo } = request;
  const tradeType = request.tradeType ?? record?.tradeType ?? order?.tradeType;
  const payPlatform = request.payPlatform ?? record?.payPlatform ?? order?.payPlatform;
  const isCancellable = tradeType === TradeType.MicroPay || tradeType === TradeType.ScanCodePay;
  return isCancellable && payPlatform !== undefined ? { outTradeNo, tradeType, payPlatform } : undefined;
}

function notCancellable(): ArgumentError {
  return new ArgumentError(
    'tradeType',
    '只能撤销刷卡 (1) 或扫码 (2) 订单 (only micro pay, 1, and scan-code pay, 2, can be cancelled)',
  );
}

/** The cancellation's own time, less what it takes to ask whether it took effect. */
function leavingTimeToAsk({ signal, timeout }: CallOptions): CallOptions {
  return timeout === undefined ? { signal } : { signal, timeout: Math.max(timeout - lastQuestion, timeout / 2) };
}

/** @returns whether the response was this call's for certain */
async function send(
  { client }: PaymentsContext,
  { outTradeNo, tradeType, payPlatform }: Target,
  options: CallOptions,
): Promise<boolean> {
  const { configuration } = client;
  const content = { payMchKey: merchantOf(configuration, payPlatform), orderClient: terminalOf(configuration), outTradeNo };
  if (tradeType === TradeType.MicroPay) return !(await callWithRetries(client, reverseEndpoint, content, options)).lacksPayload;
  return !(await callWithRetries(client, closeOrderEndpoint, { ...content, tradeType }, options)).lacksPayload;
}

function notCertain(): CloudPayError {
  return new CloudPayError('撤单应答不完整 (the response does not name its call)', {
    code: 'UNREADABLE_RESPONSE',
    outcome: 'unknown',
  });
}

/** @param isUndecided whether the payment itself may be under way still */
async function afterFailure(
  context: PaymentsContext,
  target: Target,
  error: CloudPayError,
  isUndecided: boolean,
  options: CallOptions,
): Promise<CancelOutcome> {
  const { client, journal } = context;
  const { outTradeNo } = target;
  if (error.outcome === 'failed') {
    // The payment may arrive after its cancellation was refused for want of it, and a copy of the cancellation after that.
    if (isUndecided && isNotFound(error)) return { result: 'unknown', code: -2, error };
    await tolerating(context, outTradeNo, settleCancellation(journal, outTradeNo, undefined));
    if (error.code === 'ABORTED' || error.code === 'CLOSED') throw error;
    return { result: 'failed', code: -1, error };
  }
  // It may have taken effect all the same; if asking does not tell either, `resume` will.
  // Its refunds are asked for too: an order of which a part went back is not cancelled.
  const outcome = await queryOrder(client, target, options).catch(() => undefined);
  if (outcome === undefined || !cancelledResults.has(outcome.result)) return { result: 'unknown', code: -2, error };
  await tolerating(context, outTradeNo, settleCancellation(journal, outTradeNo, outcome));
  return { result: 'cancelled', code: 0 };
}
