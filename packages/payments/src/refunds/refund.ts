import { type CallOptions, sharedTimeout } from '@cloudpay/core';
import type { RefundSdkRequest } from '@cloudpay/proto';
import { concludeLater, followed } from '../context/channels.ts';
import type { PaymentsContext } from '../context/context.ts';
import { newRefundNumber } from '../context/numbers.ts';
import { checkMayTouch } from '../journal/cancellation.ts';
import { momentOf } from '../journal/moment.ts';
import type { JournalRecord, RefundRecord } from '../journal/record.ts';
import { RefundEntry } from '../journal/refund-entry.ts';
import { refusedLocally } from '../journal/refused-locally.ts';
import type { KnownRefund } from '../service/ask-refunds.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';
import { beginning, resuming, type Wait } from '../wait/known.ts';
import { Poller } from '../wait/poller.ts';
import { refundSchedule } from '../wait/schedule.ts';
import { watchAfterTakeover } from '../wait/watch.ts';
import type { RefundOptions } from './options.ts';
import { checkRefund, credentialFor, refundContentOf } from './prepare.ts';
import { Refund } from './refund-handle.ts';
import { type AwaitedRefund, RefundOperation } from './refund-operation.ts';
import { checkRefundable, queryRefundable } from './refundable.ts';
import { sendRefund } from './send.ts';

/**
 * 退款: gives money of a paid order back to the customer.
 *
 * It asks the service first how much can be refunded. It resolves when the refund is accepted: the refund is checked, in the
 * journal, and on its way. {@link Refund.result} is the outcome. The SDK queries the refund, and sends the identical request
 * again only while the service does not know it, and only within 45 s.
 *
 * C function `cloud_pay_refund`, endpoints `refund` and `query_refund_order`, with `query_order` before. The 45 s and the wait
 * of 150 s are this SDK's choice: Cloud Pay documents none.
 *
 * @param context from `openPayments`
 * @param request `refundFee` in 分 fen, from 1, at most what is left of the order; `outRefundNo` at most 32 characters, made by
 * the SDK if left out; `totalFee` of the order and `payPlatform` may be left out; `refundReason` at most 64 characters
 * @param options `signed` replaces the authentication code by a signature with the private key; `authorization` names who
 * permits the refund; `timeout` bounds the whole, in milliseconds, by default 150,000 for the wait and three times the
 * configuration's for each query before it
 * @returns the handle of the refund
 * @throws ArgumentError naming the field: `refundFee` when it exceeds what is left, `outTradeNo` when the order is not paid,
 * `totalFee` when it is not the order's
 * @throws ConfigurationError when a signed refund has no private key
 * @throws CloudPayError `REFUSED_LOCALLY` when the number is recorded already, when another refund or a cancellation of the
 * order is not decided, or when the order may be another one or cannot be queried; `JOURNAL_UNAVAILABLE`, `ABORTED` or
 * `CLOSED`. Nothing was refunded
 * @example
 * const made = await refund(context, { outTradeNo, refundFee: 100, refundReason: '少一杯' });
 * const outcome = await made.result();
 */
export async function refund(
  context: PaymentsContext,
  request: RefundSdkRequest,
  options: RefundOptions = {},
): Promise<Refund> {
  checkRefund(context.client.configuration, request, options);
  const { outTradeNo, outRefundNo } = request;
  const { made } = await followed(
    context,
    'cloudpay:refund',
    { outTradeNo, outRefundNo },
    () => startRefund(context, request, options),
    ({ made, outcome }, end) => concludeLater(outcome, end, { outRefundNo: made.outRefundNo }),
  );
  return made;
}

async function startRefund(
  context: PaymentsContext,
  request: RefundSdkRequest,
  options: RefundOptions,
): Promise<{ readonly made: Refund; readonly outcome: Promise<RefundOutcome> }> {
  const { client, journal, live } = context;
  const { configuration } = client;
  const { outTradeNo, refundFee } = request;
  const { record, held } = await journal.find(outTradeNo);
  checkMayRefund(record);
  const next = sharedTimeout(client, options);
  const isBeingTaken = live.has(outTradeNo) || held === 'elsewhere';
  const refundable = await queryRefundable(client, request, { record, isBeingTaken }, next);
  const outRefundNo = request.outRefundNo ?? (await newRefundNumber(context, outTradeNo));
  const entry = await RefundEntry.accept(journal, { outTradeNo, outRefundNo, refundFee }, momentOf(client), (found) => {
    checkMayRefund(found);
    checkRefundable(refundable, refundFee, found?.refunds ?? []);
  });
  const ours = { outTradeNo, outRefundNo, refundFee, others: [...(record?.refunds ?? []), ...knownIn(refundable.refunds)] };
  const content = refundContentOf(configuration, { ...request, outRefundNo }, refundable, record, options);
  const send = sendRefund(client, ours, content, credentialFor(configuration, options.signed));
  const operation = new RefundOperation(client, ours, send);
  const outcome = follow(context, entry, operation, { start: beginning }, next());
  return { made: new Refund(ours, outcome), outcome };
}

/** Follows a refund that a crash left undecided. It is queried, never sent again. */
export function resumeRefund(
  context: PaymentsContext,
  record: JournalRecord,
  recorded: RefundRecord,
  options: CallOptions,
): Promise<RefundOutcome> {
  const { outRefundNo, refundFee, isKnown = false, watch = watchAfterTakeover } = recorded;
  const { needed, done, absence } = watch;
  const others = (record.refunds ?? []).filter((other) => other.outRefundNo !== outRefundNo);
  const ours: AwaitedRefund = { outTradeNo: record.outTradeNo, outRefundNo, refundFee, others };
  return follow(
    context,
    RefundEntry.resume(context.journal, record, recorded),
    new RefundOperation(context.client, ours),
    { start: resuming(needed - done, isKnown, absence), watchNeeded: needed },
    options,
  );
}

/** The refunds that the service reported before ours was sent. */
function knownIn(refunds: readonly RefundOutcome[]): KnownRefund[] {
  return refunds.flatMap(({ refund: { outRefundNo, refundFee = 0 } = {} }) =>
    outRefundNo === undefined ? [] : { outRefundNo, refundFee, state: 'undecided', isKnown: true },
  );
}

/** @throws CloudPayError `REFUSED_LOCALLY` */
function checkMayRefund(record: JournalRecord | undefined): void {
  checkMayTouch(record);
  if (record?.cancellation === undefined) return;
  throw refusedLocally('该订单的撤单结果未定，未发起退款 (a cancellation of this order is not decided; nothing was refunded)');
}

function follow(
  context: PaymentsContext,
  record: RefundEntry,
  operation: RefundOperation,
  wait: { readonly start: Wait<RefundOutcome>; readonly watchNeeded?: number },
  { signal, timeout }: CallOptions,
): Promise<RefundOutcome> {
  const { liveRefunds: live } = context;
  const options = { operation, record, schedule: refundSchedule, signal, timeout, live, number: record.outRefundNo, ...wait };
  return new Poller(context, options).outcome;
}
