import {
  type CallOptions,
  CloudPayError,
  callWithRetries,
  checkNumber,
  checkTimeout,
  defaultPatience,
  sharedTimeout,
} from '@cloudpay/core';
import type { QueryOrderSdkRequest } from '@cloudpay/proto';
import type { PaymentsContext } from '../context/context.ts';
import { tolerate } from '../context/tolerate.ts';
import { saysPaid } from '../journal/cancellation.ts';
import { doubtfulOrder, identifyRecorded, mustBeOurs, numberReused } from '../journal/identity.ts';
import { markKnown, recordedOutcome, recordOutcome } from '../journal/order-state.ts';
import type { JournalRecord } from '../journal/record.ts';
import { afterPayment, isStronger } from '../journal/strength.ts';
import { askForOrder, type FoundOrder } from '../service/ask-order.ts';
import { isAbsentAtPlatform } from '../service/classify-order.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { withRefunds } from '../service/with-refunds.ts';
import { asUnknown } from '../wait/errors.ts';

/** The errors that the caller caused. Any other error makes the outcome `unknown`. */
const callerErrors: ReadonlySet<string> = new Set(['INVALID_ARGUMENT', 'INVALID_CONFIGURATION', 'ABORTED', 'CLOSED']);

/**
 * 查询订单: asks the service for an order, and for its refunds if its state leaves open how much went back.
 *
 * The outcome takes the journal into account. An order that the journal does not hold is reported as the service has it. If the
 * service's order is not the one in the journal, its payment is no reason to hand over goods. A final outcome is recorded, and
 * a wait for the order is woken.
 *
 * C function `cloud_pay_query_order`, endpoints `query_order`, `query_refund_order` and `query_order_list_overview`.
 *
 * @param context from `openPayments`
 * @param request `outTradeNo` at most 32 characters; `payPlatform` and `tradeType` may be left out
 * @param options `timeout` bounds the whole with its retries, in milliseconds; default three times the configuration's
 * @returns `unknown` when the service could not be asked, when it does not know an order whose request may still be under way,
 * or while a cancellation of a paid order may take effect; `unknown` with `needsPerson` when the order may be another till's or
 * an earlier sale's; `reentryConflict` when the number belongs to another order than the journal's; `notFound` when the service
 * knows no such order and the journal does not contradict it
 * @throws ArgumentError naming the field
 * @throws CloudPayError `ABORTED` or `CLOSED`
 * @example
 * const outcome = await queryOrder(context, { outTradeNo });
 * if (outcome.result === 'unknown') lookUpBeforeChargingAgain(outcome.error?.logId);
 */
export async function queryOrder(
  context: PaymentsContext,
  request: QueryOrderSdkRequest,
  options: CallOptions = {},
): Promise<OrderOutcome> {
  const { client, journal } = context;
  checkNumber(request?.outTradeNo, 'outTradeNo');
  if (options.timeout !== undefined) checkTimeout(options.timeout);
  const next = sharedTimeout(client, { ...options, timeout: options.timeout ?? defaultPatience(client) });
  try {
    const found = await askForOrder(client, request, next(), callWithRetries);
    const record = await journal.read(request.outTradeNo);
    if (found.order === undefined) return record === undefined ? found.outcome : withoutOrder(record, found.outcome);
    const outcome = await withRefunds(client, found.outcome, next(), record?.refunds);
    // As it stands now: the payment may have begun, or ended, since.
    const { record: present, held } = await journal.find(request.outTradeNo);
    return present === undefined ? outcome : await heldAgainstJournal(context, present, held === 'elsewhere', found, outcome);
  } catch (error) {
    if (!(error instanceof CloudPayError) || callerErrors.has(error.code)) throw error;
    return { result: 'unknown', error: asUnknown(error) };
  }
}

/** What the response means for the order that the journal holds under this number. A final outcome is recorded. */
async function heldAgainstJournal(
  context: PaymentsContext,
  record: JournalRecord,
  isHeldElsewhere: boolean,
  found: FoundOrder,
  reported: OrderOutcome,
): Promise<OrderOutcome> {
  const { client, journal, live } = context;
  const { outTradeNo } = record;
  if (record.state === 'elsewhere' || record.state === 'refused') return reported;
  if (record.state === 'reentryConflict') return numberReused(found.order);
  const wait = live.get(outTradeNo);
  const isBeingTaken = wait !== undefined || isHeldElsewhere;
  const identity = identifyRecorded(record, isBeingTaken, found, client.configuration.authenKeys);
  if (identity === 'another') return numberReused(found.order);
  if (!isAbsentAtPlatform(found.order)) await tolerate(context, outTradeNo, markKnown(journal, outTradeNo));
  if (identity === 'doubtful') return { result: 'unknown', order: found.order, needsPerson: true, error: doubtfulOrder() };
  if (identity === 'incomplete') return { result: 'unknown', order: found.order };
  if (identity === 'untied' && mustBeOurs(reported)) {
    // The wait can repeat its request, which shows whose the order is.
    wait?.wake();
    return { result: 'unknown', order: found.order };
  }
  if (saysPaid(reported) && journal.cancellations.mayTakeEffect(record)) return { result: 'unknown', order: found.order };
  const outcome = afterPayment(reported, record);
  await tolerate(context, outTradeNo, recordOutcome(journal, outTradeNo, outcome));
  wait?.wake();
  return isStronger(outcome, record.state) || record.state === 'undecided' ? outcome : recordedOutcome(record, outcome);
}

/** "No such order" proves nothing while a request may be under way, or after the service has reported the order. */
function withoutOrder(record: JournalRecord, reported: OrderOutcome): OrderOutcome {
  if (record.state === 'elsewhere' || record.state === 'refused') return reported;
  const isSettled = record.state !== 'undecided' && record.state !== 'notFound';
  if (isSettled && record.state !== 'failed') return recordedOutcome(record);
  if (record.state !== 'undecided' && !record.isKnown) return reported;
  return { result: 'unknown', error: notReceivedYet(reported.error) };
}

/** The service's own message would read as if the customer could be charged again. */
function notReceivedYet(cause: CloudPayError | undefined): CloudPayError {
  return new CloudPayError(
    '服务端暂无该订单，下单请求可能仍在途中，切勿重新收款 (the order is not there yet, and its request may be under way: do not charge again)',
    { code: 'SERVICE_UNCERTAIN', outcome: 'unknown', cause },
  );
}
