import { CloudPayError } from '@cloudpay/core';
import type { RefundOutcome } from '../refunds/refund-outcome.ts';
import type { Journal } from './journal.ts';
import type { JournalRecord, Lease, RefundRecord, SentAt } from './record.ts';

/** What the journal keeps of a refund that is about to be sent. */
export interface NewRefund {
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  /** 分 fen */
  readonly refundFee: number;
}

/** One refund on its way: what is written at each of its steps, in the record of its order. */
export class RefundEntry {
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  readonly #journal: Journal;
  #lease: Lease | undefined;
  /** The last request that this process knows of. */
  #lastSentAt: SentAt;

  private constructor(
    journal: Journal,
    refund: Pick<NewRefund, 'outTradeNo' | 'outRefundNo'>,
    lease: Lease | undefined,
    lastSentAt: SentAt,
  ) {
    this.#journal = journal;
    this.outTradeNo = refund.outTradeNo;
    this.outRefundNo = refund.outRefundNo;
    this.#lease = lease;
    this.#lastSentAt = lastSentAt;
  }

  /**
   * Records a refund before its request leaves.
   *
   * @param check throws when the refunds that the journal holds leave no room for this one; made on the record as it is written
   * @param callTimeout the longest pause until this refund is written again, in milliseconds
   * @throws CloudPayError `REFUSED_LOCALLY` when its number is recorded already; `JOURNAL_UNAVAILABLE`; what `check` throws
   */
  static async accept(
    journal: Journal,
    refund: NewRefund,
    sentAt: SentAt,
    callTimeout: number,
    check: (refunds: readonly RefundRecord[]) => void,
  ): Promise<RefundEntry> {
    const { outTradeNo, outRefundNo, refundFee } = refund;
    const lease = journal.lease(callTimeout);
    await journal.update(outTradeNo, (record) => {
      const refunds = record?.refunds ?? [];
      if (refunds.some((other) => other.outRefundNo === outRefundNo)) throw duplicate();
      check(refunds);
      const added: RefundRecord = { outRefundNo, refundFee, state: 'undecided', lastSentAt: sentAt };
      return { ...(record ?? { outTradeNo, state: 'elsewhere' }), refunds: [...refunds, added], lease };
    });
    return new RefundEntry(journal, refund, lease, sentAt);
  }

  /** Takes up a refund of an order that `claim` handed over. */
  static resume(journal: Journal, record: JournalRecord, { outRefundNo, lastSentAt }: RefundRecord): RefundEntry {
    return new RefundEntry(journal, { outTradeNo: record.outTradeNo, outRefundNo }, record.lease, lastSentAt);
  }

  /**
   * Records that the request leaves once more, before it does.
   *
   * @throws CloudPayError `REFUSED_LOCALLY` when another process has settled the refund meanwhile
   */
  async sending(sentAt: SentAt, callTimeout: number): Promise<void> {
    this.#lease = this.#journal.lease(callTimeout);
    await this.#change((known) => {
      if (known.state !== 'undecided') throw settledElsewhere();
      return { lastSentAt: sentAt };
    }, this.#lease);
    this.#lastSentAt = sentAt;
  }

  /** Keeps the lease through the next pause, in milliseconds. */
  async hold(pause: number): Promise<void> {
    this.#lease = await this.#journal.renew(this.outTradeNo, this.#lease, pause);
  }

  /**
   * Records what was decided. What is still open is let go, for `resume` to find.
   *
   * @returns the outcome that stands: `unknown` in place of a failure that was concluded from the age of the last request, when another
   * process has sent the refund since
   */
  async settle(outcome: RefundOutcome): Promise<RefundOutcome> {
    const { result } = outcome;
    if (result === 'unknown') {
      await this.#journal.release(this.outTradeNo);
      return outcome;
    }
    const isConcluded = result === 'failed' && outcome.refund === undefined;
    let wasSentSince = false;
    await this.#change((known) => {
      wasSentSince = isConcluded && known.state === 'undecided' && known.lastSentAt.local !== this.#lastSentAt.local;
      // What the service told another process goes before a conclusion.
      const isKnownBetter = isConcluded && known.state !== 'undecided';
      return wasSentSince || isKnownBetter ? {} : { state: result };
    }, undefined);
    return wasSentSince && result === 'failed' ? { result: 'unknown', code: -2, error: outcome.error } : outcome;
  }

  async #change(change: (known: RefundRecord) => Partial<RefundRecord>, lease: Lease | undefined): Promise<void> {
    await this.#journal.update(this.outTradeNo, (record) => {
      const refunds = record?.refunds?.map((refund) =>
        refund.outRefundNo === this.outRefundNo ? { ...refund, ...change(refund) } : refund,
      );
      return record && { ...record, refunds, lease };
    });
  }
}

function settledElsewhere(): CloudPayError {
  return new CloudPayError('该退款已由另一进程定论，不再发送 (another process has settled this refund: it is not sent again)', {
    code: 'REFUSED_LOCALLY',
    outcome: 'failed',
  });
}

function duplicate(): CloudPayError {
  return new CloudPayError('该退款单号已有记录 (this refund number is recorded already)', {
    code: 'REFUSED_LOCALLY',
    outcome: 'failed',
  });
}
