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
import { doubtfulOrder, identifyRecorded, numberReused } from '../journal/identity.ts';
import { markKnown, recordedOutcome, recordOutcome } from '../journal/order-state.ts';
import type { JournalRecord } from '../journal/record.ts';
import { afterPayment, isStronger } from '../journal/strength.ts';
import { askForOrder, type FoundOrder } from '../service/ask-order.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { withRefunds } from '../service/with-refunds.ts';
import { asUnknown } from '../wait/errors.ts';

/** The errors that are the caller's own doing; every other failure to learn an order's state is the outcome `unknown`. */
const thrown: ReadonlySet<string> = new Set(['INVALID_ARGUMENT', 'INVALID_CONFIGURATION', 'ABORTED', 'CLOSED']);

/**
 * 查询订单: `Payments.queryOrder`. Says no more than what is true of the order that this journal knows: the number may lead to somebody else's
 * order, whose payment is no reason to hand over goods.
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
    // Without the journal nobody knows whether a request is under way, or whose the order is.
    const { record, held } = await journal.find(request.outTradeNo);
    if (found.order === undefined) return record === undefined ? found.outcome : withoutOrder(record, found.outcome);
    const outcome = await withRefunds(client, found.outcome, next(), record?.refunds);
    return record === undefined ? outcome : await heldAgainstJournal(context, record, held === 'elsewhere', found, outcome);
  } catch (error) {
    if (!(error instanceof CloudPayError) || thrown.has(error.code)) throw error;
    return { result: 'unknown', error: asUnknown(error) };
  }
}

/** What the service's word means for the order that the journal holds under the number. A final word is recorded. */
async function heldAgainstJournal(
  context: PaymentsContext,
  record: JournalRecord,
  isHeldElsewhere: boolean,
  found: FoundOrder,
  told: OrderOutcome,
): Promise<OrderOutcome> {
  const { client, journal, live } = context;
  const { outTradeNo } = record;
  if (record.state === 'elsewhere' || record.state === 'refused') return told;
  if (record.state === 'reentryConflict') return numberReused();
  const wait = live.get(outTradeNo);
  const isBeingTaken = wait !== undefined || isHeldElsewhere;
  const identity = identifyRecorded(record, isBeingTaken, found, client.configuration.authenKeys);
  if (identity === 'another') return numberReused();
  if (record.state === 'undecided' && !record.isKnown) await tolerate(context, outTradeNo, markKnown(journal, outTradeNo));
  if (identity === 'doubtful') return { result: 'unknown', order: found.order, needsPerson: true, error: doubtfulOrder() };
  if (identity === 'incomplete') return { result: 'unknown', order: found.order };
  if (identity === 'untied' && saysMoney(told)) {
    // The wait can repeat its request, which shows whose the order is.
    wait?.wake();
    return { result: 'unknown', order: found.order };
  }
  if (told.result === 'paid' && journal.cancellations.mayTakeEffect(record)) return { result: 'unknown', order: found.order };
  const outcome = afterPayment(told, record);
  await tolerate(context, outTradeNo, recordOutcome(journal, outTradeNo, outcome));
  wait?.wake();
  return isStronger(outcome, record.state) || record.state === 'undecided' ? outcome : recordedOutcome(record, outcome);
}

/** Whether an outcome speaks of money: only an order that is certainly ours may be told as such. */
function saysMoney({ result }: OrderOutcome): boolean {
  return result === 'paid' || result === 'partlyRefunded' || result === 'refunded' || result === 'reversed';
}

/** "No such order" means nothing while a request may be under way, or once anyone was told of the order. */
function withoutOrder(record: JournalRecord, told: OrderOutcome): OrderOutcome {
  if (record.state === 'elsewhere' || record.state === 'refused') return told;
  const isSettled = record.state !== 'undecided' && record.state !== 'notFound';
  if (isSettled && record.state !== 'failed') return recordedOutcome(record);
  if (record.state !== 'undecided' && !record.isKnown) return told;
  return { result: 'unknown', error: notThere(told.error) };
}

/** "No such order" reads as if the customer could be charged again. */
function notThere(cause: CloudPayError | undefined): CloudPayError {
  return new CloudPayError(
    '服务端暂无该订单，下单请求可能仍在途中，切勿重新收款 (the order is not there yet, and its request may be under way: do not charge again)',
    { code: 'SERVICE_UNCERTAIN', outcome: 'unknown', cause },
  );
}
