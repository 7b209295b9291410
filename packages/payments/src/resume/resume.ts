import { type CallOptions, CloudPayError, checkTimeout } from '@cloudpay/core';
import { resumeCancellation } from '../cancel/resume-cancellation.ts';
import { concludeOutcome, followed } from '../context/channels.ts';
import type { PaymentsContext } from '../context/context.ts';
import { recordedOutcome } from '../journal/order-state.ts';
import type { JournalRecord, RefundRecord } from '../journal/record.ts';
import { resumeOrder } from '../pay/resume-order.ts';
import { resumeRefund } from '../refunds/refund.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import type { RefundOutcome } from '../service/refund-outcome.ts';

/** The outcome of one order or refund, as `resume` found it. */
export type Resumed =
  | { readonly kind: 'order'; readonly outTradeNo: string; readonly outcome: OrderOutcome }
  | { readonly kind: 'refund'; readonly outTradeNo: string; readonly outRefundNo: string; readonly outcome: RefundOutcome };

/** The default timeout, in milliseconds: as long as the wait for a payment. */
const defaultTimeout = 150_000;
/** How often the records that other processes hold are checked again, in milliseconds. */
const checkAgain = 1_000;
/** The most records of one claim. */
const claimLimit = 1_000;
/** The most records of other processes that are returned. */
const heldLimit = 10_000;
/** How many orders are queried at once: a till has a few, a gateway has thousands after a crash. */
const batch = 16;
/** The pause between two such batches, in milliseconds. */
const batchPause = 100;

/**
 * 恢复: settles what a crash, a power cut or `close` left open. It takes every order, cancellation and refund in the journal that
 * is undecided and that no other process works on, asks the service, and records the outcome. Call it when the till starts.
 *
 * It sends nothing that could charge a customer, who has left. An order or refund that the service does not know is settled as
 * `failed` only after 90 s of watching, by two queries that are 10 s apart; the time adds up over several calls. With a file
 * journal, a process that has died is noticed after five seconds, and its records are then taken up too.
 *
 * Endpoints `query_order` and `query_refund_order`; it replaces no C function. The 90 s are this SDK's choice: the longest
 * exchange (30 s) and the longest time that a request can be under way after it (60 s).
 *
 * @param context from `openPayments`
 * @param options `timeout` bounds the whole, in milliseconds; default 150,000. What is undecided then, or held by another
 * process, is returned as `unknown`, and stays in the journal for the next call
 * @returns an iterator of the outcomes, each as soon as it is known; the outcome of a cancellation is that of its order
 * @throws ArgumentError (field `timeout`)
 * @throws CloudPayError `JOURNAL_UNAVAILABLE`, or `ABORTED` or `CLOSED` while it waits for other processes
 * @example
 * for await (const { outTradeNo, outcome } of resume(context)) console.log(outTradeNo, outcome.result);
 */
export async function* resume(context: PaymentsContext, options: CallOptions = {}): AsyncGenerator<Resumed, void, void> {
  const { client, journal } = context;
  const { clock } = client;
  if (options.timeout !== undefined) checkTimeout(options.timeout);
  const deadline = clock.monotonic() + (options.timeout ?? defaultTimeout);
  const remaining = () => Math.max(0, deadline - clock.monotonic());
  const seen = new Set<string>();
  while (true) {
    const claimed = await claimAll(context, seen);
    yield* asTheySettle(
      claimed.flatMap((record, index) => {
        const start = clock.sleep(Math.floor(index / batch) * batchPause, options.signal).catch(() => undefined);
        return take(context, record, start, () => ({ signal: options.signal, timeout: remaining() }));
      }),
    );
    const held = (await journal.heldElsewhere(heldLimit)).filter(({ outTradeNo }) => !seen.has(outTradeNo));
    if (held.length === 0) return;
    if (remaining() === 0) {
      yield* held.flatMap(openParts).map(heldByOther);
      return;
    }
    await sleepOrStop(context, Math.min(checkAgain, remaining()), options.signal);
  }
}

/** A part of a record that is undecided: the order with its cancellation, or one refund. */
interface OpenPart {
  readonly record: JournalRecord;
  readonly refund?: RefundRecord;
}

function openParts(record: JournalRecord): OpenPart[] {
  const refunds = (record.refunds ?? []).filter(({ state }) => state === 'undecided');
  const isOrderOpen = record.state === 'undecided' || record.cancellation !== undefined;
  return [...(isOrderOpen ? [{ record }] : []), ...refunds.map((refund) => ({ record, refund }))];
}

/** Claims all records that nobody works on. */
async function claimAll({ journal }: PaymentsContext, seen: Set<string>): Promise<JournalRecord[]> {
  const all: JournalRecord[] = [];
  for (;;) {
    const claimed = await journal.claim(claimLimit, seen);
    for (const { outTradeNo } of claimed) seen.add(outTradeNo);
    all.push(...claimed);
    if (claimed.length < claimLimit) return all;
  }
}

/** Resumes all undecided parts of a record. */
function take(
  context: PaymentsContext,
  record: JournalRecord,
  start: Promise<unknown>,
  options: () => CallOptions,
): Promise<Resumed>[] {
  const { outTradeNo, acceptedAt } = record;
  return openParts(record).map(async ({ refund }): Promise<Resumed> => {
    await start;
    const facts = { outTradeNo, isResumed: true, acceptedAt: acceptedAt?.local } as const;
    if (refund !== undefined) {
      const { outRefundNo } = refund;
      const work = () => resumeRefund(context, record, refund, options());
      const outcome = await followed(context, 'cloudpay:refund', { ...facts, outRefundNo }, work, concludeOutcome);
      return { kind: 'refund', outTradeNo, outRefundNo, outcome };
    }
    const isPayment = record.state === 'undecided';
    const work = () => (isPayment ? resumeOrder : resumeCancellation)(context, record, options());
    const channel = isPayment ? 'cloudpay:payment' : 'cloudpay:cancellation';
    return { kind: 'order', outTradeNo, outcome: await followed(context, channel, facts, work, concludeOutcome) };
  });
}

/** The result when another process still works on it at the end of the time. */
function heldByOther({ record, refund }: OpenPart): Resumed {
  const { outTradeNo } = record;
  const error = new CloudPayError('另一进程正在处理该订单 (another process works on this order)', {
    code: 'REFUSED_LOCALLY',
    outcome: 'unknown',
  });
  if (refund !== undefined) {
    return { kind: 'refund', outTradeNo, outRefundNo: refund.outRefundNo, outcome: { result: 'unknown', error } };
  }
  const recorded = record.state === 'undecided' ? undefined : recordedOutcome(record);
  const order = recorded !== undefined && 'order' in recorded ? recorded.order : undefined;
  return { kind: 'order', outTradeNo, outcome: { result: 'unknown', ...(order && { order }), error } };
}

/** Yields the results, each as soon as it is there. */
async function* asTheySettle<T>(promises: readonly Promise<T>[]): AsyncGenerator<T, void, void> {
  const open = new Map(promises.map((promise, index) => [index, promise.then((value) => ({ index, value }))]));
  while (open.size > 0) {
    const { index, value } = await Promise.race(open.values());
    open.delete(index);
    yield value;
  }
}

async function sleepOrStop({ client }: PaymentsContext, ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await client.clock.sleep(ms, signal === undefined ? client.closed : AbortSignal.any([signal, client.closed]));
  } catch (cause) {
    throw cause instanceof CloudPayError
      ? cause
      : new CloudPayError('已停止 (stopped)', { code: 'ABORTED', outcome: 'unknown', cause });
  }
}
