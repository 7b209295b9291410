import type { CloudPayError } from '@cloudpay/core';
import type { RefundOutcome } from '../service/refund-outcome.ts';
import type { Journal } from './journal.ts';
import type { Decision, Settled } from './order-entry.ts';
import { settledElsewhere } from './order-state.ts';
import type { JournalRecord, Moment, RefundRecord, Watch } from './record.ts';
import { refusedLocally } from './refused-locally.ts';
import { isStrongerRefund } from './strength.ts';
import type { Work } from './work.ts';

/** The facts of a new refund for its record. */
export interface NewRefund {
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  /** 分 fen */
  readonly refundFee: number;
}

/** The record of one refund during its wait, inside the record of its order. */
export class RefundEntry {
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  readonly #journal: Journal;
  readonly #work: Work;
  /** The number of requests that were recorded, by this process or before it. */
  #sends: number;

  private constructor(journal: Journal, refund: Pick<NewRefund, 'outTradeNo' | 'outRefundNo'>, sends: number) {
    this.#journal = journal;
    this.outTradeNo = refund.outTradeNo;
    this.outRefundNo = refund.outRefundNo;
    this.#sends = sends;
    this.#work = journal.workOn(refund.outTradeNo);
  }

  /**
   * Records a refund just before its request leaves.
   *
   * @param check runs on the record as it is written; throws when the order must not be refunded, or its refunds leave no room
   * for this one
   * @throws CloudPayError `REFUSED_LOCALLY` when its number is recorded already; `JOURNAL_UNAVAILABLE`; what `check` throws
   */
  static async accept(
    journal: Journal,
    refund: NewRefund,
    now: Moment,
    check: (record: JournalRecord | undefined) => void,
  ): Promise<RefundEntry> {
    const { outTradeNo, outRefundNo, refundFee } = refund;
    const entry = new RefundEntry(journal, refund, 1);
    try {
      await journal.updateInTime(outTradeNo, ({ record, held }) => {
        const refunds = record?.refunds ?? [];
        if (refunds.some((other) => other.outRefundNo === outRefundNo)) throw duplicate();
        check(record);
        const added: RefundRecord = { outRefundNo, refundFee, state: 'undecided', sends: { count: 1, lastAt: now } };
        const known = record ?? { outTradeNo, outSubMchId: journal.outSubMchId, state: 'elsewhere' as const };
        return { record: { ...known, refunds: [...refunds, added] }, hold: held === 'elsewhere' ? 'keep' : 'take' };
      });
      return entry;
    } catch (error) {
      entry.#work.end();
      throw error;
    }
  }

  /** Continues with a refund of an order that `claim` returned. */
  static resume(journal: Journal, { outTradeNo }: JournalRecord, { outRefundNo, sends }: RefundRecord): RefundEntry {
    return new RefundEntry(journal, { outTradeNo, outRefundNo }, sends.count);
  }

  /**
   * Records that the request leaves again, before it does.
   *
   * @throws CloudPayError `REFUSED_LOCALLY` when another process has settled the refund or taken it over, or the service has
   * reported it; `JOURNAL_UNAVAILABLE`
   */
  async sending(now: Moment): Promise<void> {
    const count = this.#sends + 1;
    await this.#journal.updateInTime(this.outTradeNo, ({ record, held }) => {
      const known = refundIn(record, this.outRefundNo);
      if (record === undefined || known?.state !== 'undecided' || held === 'elsewhere' || known.sends.count !== this.#sends) {
        throw takenOver();
      }
      if (known.isKnown) throw alreadyKnown();
      return { record: withRefund(record, { ...known, sends: { count, lastAt: now }, watch: undefined }), hold: 'take' };
    });
    this.#sends = count;
  }

  /** Records that the service has reported the refund. */
  async learn(): Promise<void> {
    await this.#journal.update(this.outTradeNo, ({ record }) => {
      const known = refundIn(record, this.outRefundNo);
      if (record === undefined || known === undefined || known.isKnown) return undefined;
      return { record: withRefund(record, { ...known, isKnown: true }), hold: 'keep' };
    });
  }

  /**
   * Records a decision, unless the record holds a stronger outcome.
   *
   * @throws CloudPayError `JOURNAL_UNAVAILABLE`; `resume` then settles the refund
   */
  async settle({
    outcome,
    isConcluded,
  }: Pick<Decision<RefundOutcome>, 'outcome' | 'isConcluded'>): Promise<Settled<RefundOutcome>> {
    let settled: Settled<RefundOutcome> = { outcome };
    const write = () =>
      this.#journal.update(this.outTradeNo, ({ record, held }) => {
        settled = { outcome };
        const known = refundIn(record, this.outRefundNo);
        if (record === undefined || known === undefined) return undefined;
        const isOvertaken = held === 'elsewhere' || known.sends.count !== this.#sends || known.isKnown === true;
        if (isConcluded && known.state === 'undecided' && isOvertaken) {
          settled = { goOn: true };
          return undefined;
        }
        if (!isStrongerRefund(outcome.result, known.state)) {
          settled = { outcome: outcome.result === known.state ? outcome : recordedRefund(this.outTradeNo, known) };
          return undefined;
        }
        return { record: withRefund(record, settledRefund(known, outcome)), hold: 'keep' };
      });
    await this.#work.leave(write, () => 'goOn' in settled);
    return settled;
  }

  /**
   * Releases an undecided refund, for `resume`.
   *
   * @returns the outcome in the record, if another process has settled the refund
   */
  async release(watch: Watch | undefined): Promise<RefundOutcome | undefined> {
    let settled: RefundOutcome | undefined;
    const write = () =>
      this.#journal.update(this.outTradeNo, ({ record, held }) => {
        const known = refundIn(record, this.outRefundNo);
        settled = known && known.state !== 'undecided' ? recordedRefund(this.outTradeNo, known) : undefined;
        if (record === undefined || held !== 'here') return undefined;
        const isWatched = known !== undefined && watch !== undefined && settled === undefined;
        return { record: isWatched ? withRefund(record, { ...known, watch }) : record, hold: 'keep' };
      });
    await this.#work.leave(write);
    return settled;
  }
}

/**
 * Records that the service has reported the refund: from now on "no such refund" proves nothing.
 *
 * @param refundFee another amount is another refund, under the same number
 * @returns the refund that the journal holds under the number
 */
export async function markRefundKnown(
  journal: Journal,
  outTradeNo: string,
  outRefundNo: string,
  refundFee: number | undefined,
): Promise<RefundRecord | undefined> {
  const written = await journal.update(outTradeNo, ({ record }) => {
    const known = refundIn(record, outRefundNo);
    if (record === undefined || known?.state !== 'undecided' || known.isKnown || known.refundFee !== refundFee)
      return undefined;
    return { record: withRefund(record, { ...known, isKnown: true }), hold: 'keep' };
  });
  return refundIn(written, outRefundNo);
}

/** Records an outcome that a query or a callback found. This needs no hold. */
export async function recordRefundOutcome(
  journal: Journal,
  outTradeNo: string,
  outRefundNo: string,
  outcome: RefundOutcome,
): Promise<void> {
  await journal.update(outTradeNo, ({ record }) => {
    const known = refundIn(record, outRefundNo);
    if (record === undefined || known === undefined || !isStrongerRefund(outcome.result, known.state)) return undefined;
    // A refund with another amount is another one, under the same number.
    const isOurs = outcome.refund?.refundFee === known.refundFee;
    return isOurs ? { record: withRefund(record, settledRefund(known, outcome)), hold: 'keep' } : undefined;
  });
}

function settledRefund({ watch: _, ...known }: RefundRecord, { result }: RefundOutcome): RefundRecord {
  return { ...known, state: result as RefundRecord['state'] };
}

/** The outcome of a settled refund. */
export function recordedRefund(outTradeNo: string, { outRefundNo, refundFee, state }: RefundRecord): RefundOutcome {
  if (state === 'succeeded') return { result: 'succeeded', refund: { outTradeNo, outRefundNo, refundFee } };
  return { result: 'failed', error: settledElsewhere() };
}

export function refundIn(record: JournalRecord | undefined, outRefundNo: string): RefundRecord | undefined {
  return record?.refunds?.find((refund) => refund.outRefundNo === outRefundNo);
}

function withRefund(record: JournalRecord, changed: RefundRecord): JournalRecord {
  const refunds = (record.refunds ?? []).map((refund) => (refund.outRefundNo === changed.outRefundNo ? changed : refund));
  return { ...record, refunds };
}

function takenOver(): CloudPayError {
  return refusedLocally('该退款已由另一进程接管，不再发送 (another process has taken this refund over: it is not sent again)');
}

function alreadyKnown(): CloudPayError {
  return refusedLocally('服务端已知该退款，不再发送 (the service has told of the refund: it is not sent again)');
}

function duplicate(): CloudPayError {
  return refusedLocally('该退款单号已有记录 (this refund number is recorded already)');
}
