import { CloudPayError } from '@cloudpay/core';
import type { OrderOutcome } from '../service/order-outcome.ts';
import { saysPaid } from './cancellation.ts';
import type { Journal } from './journal.ts';
import { recordedOutcome, settledRecord } from './order-state.ts';
import type { JournalRecord, Moment, Watch } from './record.ts';
import { refusedLocally } from './refused-locally.ts';
import { afterPayment, isStronger } from './strength.ts';
import type { Work } from './work.ts';

/** The facts of a new order for its record. */
export type NewOrder = Pick<
  JournalRecord,
  'outTradeNo' | 'tradeType' | 'payPlatform' | 'totalFee' | 'deviceId' | 'machineNo' | 'codeHmac'
>;

/** The facts that a wait found out, and that a later process must not forget. */
export type Learnt = Pick<JournalRecord, 'isKnown' | 'isTied' | 'hasRefusedDuplicate'>;

/** A decision of a wait. */
export interface Decision<Outcome> {
  readonly outcome: Outcome;
  /** The outcome is concluded from "no such order". The service did not report it. */
  readonly isConcluded: boolean;
  readonly learnt: Learnt;
}

/** The result of recording a decision. */
export type Settled<Outcome> =
  /** The outcome that stands: the decided one, or a stronger one in the record. */
  | { readonly outcome: Outcome }
  /** Meanwhile a request was sent, the service reported the order, or the order is being cancelled: the wait goes on. */
  | { readonly goOn: true };

/** The record of one order during its wait. */
export class OrderEntry {
  readonly outTradeNo: string;
  readonly #journal: Journal;
  readonly #work: Work;
  /** The number of requests that were recorded, by this process or before it. */
  #sends: number;

  private constructor(journal: Journal, outTradeNo: string, sends: number) {
    this.#journal = journal;
    this.outTradeNo = outTradeNo;
    this.#sends = sends;
    this.#work = journal.workOn(outTradeNo);
  }

  /**
   * Records an order just before its first request leaves.
   *
   * @throws CloudPayError `REFUSED_LOCALLY` when its number is recorded already; `JOURNAL_UNAVAILABLE`
   */
  static async accept(journal: Journal, order: NewOrder, now: Moment): Promise<OrderEntry> {
    const sends = { count: 1, lastAt: now };
    const record: JournalRecord = { ...order, outSubMchId: journal.outSubMchId, state: 'undecided', acceptedAt: now, sends };
    const entry = new OrderEntry(journal, order.outTradeNo, 1);
    try {
      if (!(await journal.insert(record))) await takeRefusedNumber(journal, record);
      journal.unrecorded.delete(order.outTradeNo);
      return entry;
    } catch (error) {
      entry.#work.end();
      if (error instanceof CloudPayError && error.code === 'JOURNAL_UNAVAILABLE') journal.unrecorded.add(order.outTradeNo);
      throw error;
    }
  }

  /** Continues with an order that `claim` returned. */
  static resume(journal: Journal, { outTradeNo, sends }: JournalRecord): OrderEntry {
    return new OrderEntry(journal, outTradeNo, sends?.count ?? 0);
  }

  /**
   * Records that the request leaves again, before it does.
   *
   * @param isTie the service has the order already, so that the identical request cannot create one: a cancellation does not
   * forbid it
   * @throws CloudPayError `REFUSED_LOCALLY` when the order was cancelled, settled, reported by the service (for example in a
   * callback), or taken over by another process, or when its record is gone; `JOURNAL_UNAVAILABLE`
   */
  async sending(now: Moment, isTie: boolean): Promise<void> {
    const count = this.#sends + 1;
    await this.#journal.updateInTime(this.outTradeNo, ({ record, held }) => {
      if (record?.state !== 'undecided' || held === 'elsewhere' || record.sends?.count !== this.#sends) throw takenOver();
      if (record.isGivenUp && !isTie) throw givenUp();
      if (record.isKnown && !isTie) throw known();
      const { watch: _, ...rest } = record;
      return { record: { ...rest, sends: { count, lastAt: now } }, hold: 'take' };
    });
    this.#sends = count;
  }

  /** Records what a later process must not forget. */
  async learn(learnt: Learnt): Promise<void> {
    await this.#journal.update(this.outTradeNo, ({ record }) => {
      if (record === undefined || record.state !== 'undecided') return undefined;
      const { isKnown, isTied, hasRefusedDuplicate } = record;
      const isNew =
        (learnt.isKnown && !isKnown) || (learnt.isTied && !isTied) || (learnt.hasRefusedDuplicate && !hasRefusedDuplicate);
      return isNew ? { record: { ...record, ...learnt }, hold: 'keep' } : undefined;
    });
  }

  /**
   * Records a decision, unless the record holds a stronger outcome.
   *
   * @throws CloudPayError `JOURNAL_UNAVAILABLE`; `resume` then settles the order
   */
  async settle({ outcome: decided, isConcluded, learnt }: Decision<OrderOutcome>): Promise<Settled<OrderOutcome>> {
    let settled: Settled<OrderOutcome> = { outcome: decided };
    const write = () =>
      this.#journal.update(this.outTradeNo, ({ record: found, held }) => {
        settled = { outcome: decided };
        if (found === undefined) return undefined;
        const isOpen = found.state === 'undecided';
        const isOvertaken = held === 'elsewhere' || found.sends?.count !== this.#sends || found.isKnown === true;
        // Until it is certain what a cancellation did, "paid" is only progress.
        const isProgress = saysPaid(decided) && this.#journal.cancellations.mayTakeEffect(found);
        if (isOpen && ((isConcluded && isOvertaken) || isProgress)) {
          settled = { goOn: true };
          return undefined;
        }
        const outcome = afterPayment(decided, found);
        settled = { outcome: isStronger(outcome, found.state) ? outcome : recordedOutcome(found, outcome) };
        return { record: settledRecord({ ...found, ...learnt }, outcome), hold: 'keep' };
      });
    await this.#work.leave(write, () => 'goOn' in settled);
    return settled;
  }

  /**
   * Releases an undecided order, for `resume`.
   *
   * @param watch how long "no such order" was watched for
   * @returns the outcome in the record, if another process has settled the order
   */
  async release(watch: Watch | undefined): Promise<OrderOutcome | undefined> {
    let settled: OrderOutcome | undefined;
    const write = () =>
      this.#journal.update(this.outTradeNo, ({ record, held }) => {
        settled = record && record.state !== 'undecided' ? recordedOutcome(record) : undefined;
        if (record === undefined || held !== 'here') return undefined;
        return { record: { ...record, ...(watch && { watch }) }, hold: 'keep' };
      });
    await this.#work.leave(write);
    return settled;
  }
}

/**
 * Takes a number whose earlier request was refused before anything was sent. It is free.
 *
 * @throws CloudPayError `REFUSED_LOCALLY` for any other number that is recorded
 */
async function takeRefusedNumber(journal: Journal, order: JournalRecord): Promise<void> {
  let isDuplicate = false;
  await journal.updateInTime(order.outTradeNo, ({ record }) => {
    isDuplicate = record !== undefined && record.state !== 'refused';
    if (!isDuplicate) return { record: { ...record, ...order }, hold: 'take' };
    if (record === undefined || record.hasRefusedDuplicate) return undefined;
    return { record: { ...record, hasRefusedDuplicate: true }, hold: 'keep' };
  });
  if (isDuplicate) throw duplicate();
}

function takenOver(): CloudPayError {
  return refusedLocally('该订单已由另一进程接管，不再发送 (another process has taken this order over: it is not sent again)');
}

function givenUp(): CloudPayError {
  return refusedLocally('订单已撤销，不再发送 (the order was cancelled: the payment is not sent again)');
}

function known(): CloudPayError {
  return refusedLocally('服务端已知该订单，不再发送 (the service has told of the order: it is not sent again)');
}

function duplicate(): CloudPayError {
  return refusedLocally(
    '该订单号已有记录：先查询，若是本次销售且已付，即已收款；切勿撤销 (this number is recorded already: query it first, it may be this sale’s, and paid; never cancel its order)',
  );
}
