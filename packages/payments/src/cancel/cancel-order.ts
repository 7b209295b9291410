import {
  type CallOptions,
  CloudPayError,
  checkMessage,
  checkNumber,
  checkTimeout,
  defaultPatience,
  sharedTimeout,
} from '@cloudpay/core';
import { CancelOrderSdkRequest, Status, TradeType } from '@cloudpay/proto';
import { concludeOutcome, followed } from '../context/channels.ts';
import type { PaymentsContext } from '../context/context.ts';
import { tolerate } from '../context/tolerate.ts';
import {
  checkMayCancel,
  endCancellation,
  giveUpPayment,
  numberRefused,
  saysCancelled,
  saysPaid,
  sendingCancellation,
  settleCancellation,
} from '../journal/cancellation.ts';
import { identifyByTime } from '../journal/identity.ts';
import { momentOf } from '../journal/moment.ts';
import type { JournalRecord } from '../journal/record.ts';
import { refusedLocally } from '../journal/refused-locally.ts';
import { askForOrder, isNoSuchOrder } from '../service/ask-order.ts';
import { isAbsentAtPlatform } from '../service/classify-order.ts';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { withRefunds } from '../service/with-refunds.ts';
import { asUnknown } from '../wait/errors.ts';
import type { CancelOutcome } from './cancel-outcome.ts';
import { sendCancellation } from './send.ts';
import { notCancellable, queryBeforeCancelling, type Target, targetOf } from './target.ts';

/** The pauses between the queries after a cancellation, in milliseconds; the last one repeats. */
const gaps = [0, 1_000, 2_000, 3_000, 5_000];

/**
 * 撤单: reverses a micro payment (the money goes back if it was taken), or closes a scan-code order that nobody has paid. The
 * trade type decides which.
 *
 * It queries the order first, records the cancellation, sends it, and then queries the order until its state shows the effect.
 * A payment that is still under way is not sent again. Only the terminal that took a payment may reverse it: the SDK sends the
 * `deviceId` and `machineNo` of the journal's record.
 *
 * C function `cloud_pay_cancel_order`, endpoints `reverse` and `close_order`, with `query_order` before and after.
 *
 * @param context from `openPayments`
 * @param request `outTradeNo` at most 32 characters; `tradeType` and `payPlatform` may be left out if the journal or the
 * service knows them
 * @param options `timeout` bounds the whole, with the queries before and after, in milliseconds; default nine times the
 * configuration's
 * @returns `cancelled` when no money is left in the shop; `failed` when the cancellation certainly did nothing; else `unknown`:
 * cancel again, or query the order. For 70 s after a reverse "paid" is only progress, so a reverse without effect is `unknown`
 * if the timeout is shorter
 * @throws ArgumentError naming the field, `tradeType` for an order that cannot be cancelled
 * @throws CloudPayError `REFUSED_LOCALLY` when the order may be another one, above all after a re-entry conflict, or after a
 * payment with its number was refused; also when it cannot be queried first. `JOURNAL_UNAVAILABLE`, `ABORTED` or `CLOSED`.
 * Nothing was cancelled
 * @example
 * const outcome = await cancelOrder(context, { outTradeNo });
 * if (outcome.result === 'unknown') askToCancelAgain();
 */
export async function cancelOrder(
  context: PaymentsContext,
  request: CancelOrderSdkRequest,
  options: CallOptions = {},
): Promise<CancelOutcome> {
  if (options.timeout !== undefined) checkTimeout(options.timeout);
  checkMessage(CancelOrderSdkRequest, request);
  const { outTradeNo } = request;
  checkNumber(outTradeNo, 'outTradeNo');
  return followed(context, 'cloudpay:cancellation', { outTradeNo }, () => cancel(context, request, options), concludeOutcome);
}

async function cancel(context: PaymentsContext, request: CancelOrderSdkRequest, options: CallOptions): Promise<CancelOutcome> {
  const { client, journal, live } = context;
  const { outTradeNo } = request;
  const { record, held } = await journal.find(outTradeNo);
  checkMayCancel(record);
  if (record === undefined && journal.unrecorded.has(outTradeNo)) throw numberRefused();
  // The question before the cancellation takes a while, and the wait for the payment goes on beside it.
  if (record?.state === 'undecided') await giveUpPayment(journal, outTradeNo);
  const timeout = options.timeout ?? 3 * defaultPatience(client);
  const next = sharedTimeout(client, { ...options, timeout });
  const isBeingTaken = live.has(outTradeNo) || held === 'elsewhere';
  const checked = await queryBeforeCancelling(client, request, record, isBeingTaken, next());
  if (checked.is === 'another') {
    await journal.update(
      outTradeNo,
      ({ record: current }) => current && { record: { ...current, state: 'reentryConflict' }, hold: 'keep' },
    );
    throw refusedLocally('该订单号属于另一笔订单 (the number belongs to another order)');
  }
  const { found } = checked;
  // The payment has failed and the service knows no such order, so there is nothing to cancel.
  if (found.order === undefined && record?.state === 'failed') return { result: 'cancelled' };
  const target = targetOf(client, request, record, found);
  if (target === undefined) {
    // Neither the caller, the journal nor the service knows the order: there is nothing to cancel.
    if (found.order === undefined) return { result: 'failed', error: found.outcome.error };
    throw notCancellable();
  }
  const work = journal.workOn(outTradeNo);
  try {
    const isKnown = found.order !== undefined && !isAbsentAtPlatform(found.order);
    return await new CancelAttempt(context, target, next).run(isKnown);
  } finally {
    await tolerate(context, outTradeNo, journal.release(outTradeNo, work));
    live.get(outTradeNo)?.wake();
  }
}

/** Sends one cancellation, and queries the order until its state shows the effect. */
class CancelAttempt {
  readonly #context: PaymentsContext;
  readonly #target: Target;
  readonly #next: () => CallOptions;

  constructor(context: PaymentsContext, target: Target, next: () => CallOptions) {
    this.#context = context;
    this.#target = target;
    this.#next = next;
  }

  /** @param isKnown whether the service has reported the order */
  async run(isKnown: boolean): Promise<CancelOutcome> {
    const { client, journal } = this.#context;
    const { outTradeNo } = this.#target;
    const recorded = await sendingCancellation(journal, outTradeNo, momentOf(client), checkMayCancel, isKnown);
    const refusal = await this.#send(recorded);
    if (refusal !== undefined && this.#isDecidedBy(refusal, recorded)) {
      await tolerate(this.#context, outTradeNo, endCancellation(journal, recorded));
      if (refusal.code === 'ABORTED' || refusal.code === 'CLOSED') throw refusal;
      return { result: 'failed', error: refusal };
    }
    return this.#askUntilDecided(recorded, refusal);
  }

  /** @returns why it is not certain that the cancellation took effect; undefined when the service confirmed it */
  async #send(recorded: JournalRecord): Promise<CloudPayError | undefined> {
    const { client, journal } = this.#context;
    try {
      await sendCancellation(client, this.#target, leavingTimeToQuery(this.#next()));
      return undefined;
    } catch (error) {
      if (!(error instanceof CloudPayError)) throw error;
      return error;
    } finally {
      journal.cancellations.ended(recorded);
    }
  }

  /**
   * Whether an error decides the cancellation: a fresh refusal of the only one that was sent, or of a close; or one that never
   * left.
   */
  #isDecidedBy(error: CloudPayError, { cancellation, state }: JournalRecord): boolean {
    if (error.outcome !== 'failed') return false;
    // This one never left. An earlier one may still take effect.
    if (error.status === undefined) return cancellation?.sends.count === 1;
    const isAuthentic = error.authenticated === true && error.fresh !== false && error.status === Status.Failed;
    const isOnly = cancellation?.sends.count === 1 || this.#target.tradeType === TradeType.ScanCodePay;
    // The payment may arrive after its cancellation was refused because it was missing, and a late copy of the cancellation
    // after that.
    const mayStillArrive = state === 'undecided' && isNoSuchOrder(error);
    return isAuthentic && isOnly && !mayStillArrive;
  }

  async #askUntilDecided(recorded: JournalRecord, refusal: CloudPayError | undefined): Promise<CancelOutcome> {
    const { client, journal } = this.#context;
    const { outTradeNo, tradeType } = this.#target;
    let error = refusal;
    for (let queries = 0; ; queries += 1) {
      const { signal, timeout = 0 } = this.#next();
      const gap = gaps[queries] ?? (gaps.at(-1) as number);
      if (timeout <= gap + 1 || client.closed.aborted || signal?.aborted) break;
      const stop = signal === undefined ? client.closed : AbortSignal.any([signal, client.closed]);
      if (gap > 0) await client.clock.sleep(gap, stop).catch(() => undefined);
      if (stop.aborted) break;
      const answer = await this.#ask(recorded);
      if (answer instanceof CloudPayError) {
        if (isNoSuchOrder(answer) && (await this.#isPaymentFailed())) return { result: 'cancelled' };
        error = answer;
        continue;
      }
      if (saysCancelled(answer)) {
        await tolerate(this.#context, outTradeNo, settleCancellation(journal, outTradeNo, answer));
        return { result: 'cancelled' };
      }
      // An order that is paid was not closed. A reverse may still take effect.
      const isOver = saysPaid(answer) && tradeType === TradeType.ScanCodePay;
      if (isOver || (saysPaid(answer) && !journal.cancellations.mayTakeEffect(recorded))) {
        await tolerate(this.#context, outTradeNo, endCancellation(journal, recorded));
        return { result: 'failed', error: refusal?.outcome === 'failed' ? refusal : notCancelled() };
      }
    }
    return { result: 'unknown', error: asUnknown(error ?? notCertain()) };
  }

  /** Whether the payment has failed meanwhile: its wait may go on beside the cancellation, here or in another process. */
  async #isPaymentFailed(): Promise<boolean> {
    const { journal } = this.#context;
    const { outTradeNo } = this.#target;
    return (await tolerate(this.#context, outTradeNo, journal.read(outTradeNo)))?.state === 'failed';
  }

  async #ask(recorded: JournalRecord): Promise<OrderOutcome | CloudPayError> {
    const { client } = this.#context;
    try {
      const { signal, timeout } = this.#next();
      const found = await askForOrder(client, this.#target, {
        signal,
        timeout: Math.min(timeout ?? 0, client.configuration.timeout),
      });
      if (found.order === undefined) return found.outcome.error;
      // A copy of an earlier response reports an earlier state.
      if (!found.fresh) return notCertain();
      if (identifyByTime(recorded, found, client.configuration.authenKeys) !== 'ours') return notCertain();
      // The refunds count too: an order that was refunded in part is not cancelled.
      return await withRefunds(client, found.outcome, this.#next());
    } catch (error) {
      if (error instanceof CloudPayError) return error;
      throw error;
    }
  }
}

/** The time that is reserved for the queries after a cancellation, in milliseconds. */
const timeToQuery = 1_000;

function leavingTimeToQuery({ signal, timeout }: CallOptions): CallOptions {
  return timeout === undefined
    ? { signal }
    : { signal, timeout: Math.max(timeout / 3, Math.min(timeout / 2, timeout - timeToQuery)) };
}

function notCancelled(): CloudPayError {
  return new CloudPayError('撤单未生效，订单仍为已支付 (the cancellation had no effect: the order is still paid)', {
    code: 'SERVICE_REFUSED',
    outcome: 'failed',
  });
}

function notCertain(): CloudPayError {
  return new CloudPayError(
    '撤单结果未知，请再次撤单或查询 (not certain whether the order is cancelled: cancel again, or query it)',
    {
      code: 'SERVICE_UNCERTAIN',
      outcome: 'unknown',
    },
  );
}
