import { type CallOptions, CloudPayError, checkTimeout, type OrderOutcome, pingTimeout } from '@cloudpay/core';
import type { PaymentsContext } from './context.ts';
import type { JournalRecord } from './journal/record.ts';
import { resumeCancellation } from './orders/resume-cancellation.ts';
import { resumeOrder } from './pay/resume.ts';
import type { RefundOutcome } from './refunds/refund-outcome.ts';
import { resumeRefund } from './refunds/start.ts';

/** What `resume` found out about one order or refund. */
export type Resumed =
  | { readonly kind: 'order'; readonly outTradeNo: string; readonly outcome: OrderOutcome }
  | { readonly kind: 'refund'; readonly outTradeNo: string; readonly outRefundNo: string; readonly outcome: RefundOutcome };

/** How long `resume` goes on by default, in milliseconds: as long as a payment is waited for. */
const defaultTimeout = 150_000;
/** How often `resume` looks again at records that other processes hold, in milliseconds. */
const lookAgain = 2_000;
/** How many orders are taken up in one go: a till has a few, a gateway after a crash has thousands. */
const batch = 16;
/** The pause between two such batches, in milliseconds. */
const batchPause = 100;

/** 恢复: `Payments.resume`. */
export async function* resume(context: PaymentsContext, options: CallOptions = {}): AsyncGenerator<Resumed, void, void> {
  const { client, journal } = context;
  const { clock } = client;
  if (options.timeout !== undefined) checkTimeout(options.timeout);
  const deadline = clock.monotonic() + (options.timeout ?? defaultTimeout);
  const remaining = () => Math.max(0, deadline - clock.monotonic());
  // The service's clock shortens the wait for orders that it does not know. Without it nothing goes wrong.
  const perHost = Math.max(1, Math.min(pingTimeout, remaining() / client.hostCount));
  await client.ping({ signal: options.signal, timeout: perHost }).catch(() => undefined);
  const seen = new Set<string>();
  while (true) {
    const { claimed, heldByOthers } = await journal.claim(client.configuration.timeout, seen);
    for (const { outTradeNo } of claimed) seen.add(outTradeNo);
    yield* asTheySettle(
      claimed.flatMap((record, index) => {
        const start = clock.sleep(Math.floor(index / batch) * batchPause, options.signal).catch(() => undefined);
        return take(context, record, start, { signal: options.signal, timeout: remaining() });
      }),
    );
    if (heldByOthers === 0 || remaining() === 0) return;
    await sleepOrStop(context, Math.min(lookAgain, remaining()), options.signal);
  }
}

/** All that one record leaves to be found out. */
function take(
  context: PaymentsContext,
  record: JournalRecord,
  start: Promise<unknown>,
  options: CallOptions,
): Promise<Resumed>[] {
  const { outTradeNo } = record;
  const order = async (outcome: () => Promise<OrderOutcome>): Promise<Resumed> => {
    await start;
    return { kind: 'order', outTradeNo, outcome: await outcome() };
  };
  const refunds = (record.refunds ?? []).filter(({ state }) => state === 'undecided');
  return [
    ...(record.cancelSentAt !== undefined ? [order(() => resumeCancellation(context, record, options))] : []),
    ...(record.cancelSentAt === undefined && record.state === 'undecided'
      ? [order(() => resumeOrder(context, record, options))]
      : []),
    ...refunds.map(async ({ outRefundNo }): Promise<Resumed> => {
      await start;
      return { kind: 'refund', outTradeNo, outRefundNo, outcome: await resumeRefund(context, record, outRefundNo, options) };
    }),
  ];
}

/** The results of all, each as soon as it is there. */
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
