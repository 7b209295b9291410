import { CloudPayError, type OrderOutcome } from '@cloudpay/core';
import { Status } from '@cloudpay/proto';
import type { Journal } from './journal.ts';
import type { JournalRecord, Lease, OrderState, SentAt } from './record.ts';

/** What the journal keeps of an order that is about to be sent. */
export type NewOrder = Pick<JournalRecord, 'outTradeNo' | 'tradeType' | 'payPlatform' | 'totalFee' | 'deviceId' | 'machineNo'>;

/**
 * One order on its way: what is written at each of its steps, and the lease that keeps other processes away meanwhile.
 */
export class OrderEntry {
  readonly outTradeNo: string;
  readonly #journal: Journal;
  #lease: Lease | undefined;
  /** The last request that this process knows of. */
  #lastSentAt: SentAt | undefined;

  private constructor(
    journal: Journal,
    { outTradeNo, lease, lastSentAt }: Pick<JournalRecord, 'outTradeNo' | 'lease' | 'lastSentAt'>,
  ) {
    this.#journal = journal;
    this.outTradeNo = outTradeNo;
    this.#lease = lease;
    this.#lastSentAt = lastSentAt;
  }

  /**
   * Records an order before its first request leaves.
   *
   * @param callTimeout the longest pause until this order is written again, in milliseconds
   * @throws CloudPayError `REFUSED_LOCALLY` when its number is recorded already; `JOURNAL_UNAVAILABLE`
   */
  static async accept(journal: Journal, order: NewOrder, sentAt: SentAt, callTimeout: number): Promise<OrderEntry> {
    const lease = journal.lease(callTimeout);
    let isDuplicate = false;
    await journal.update(order.outTradeNo, (record) => {
      isDuplicate = record !== undefined && record.state !== 'refused';
      if (isDuplicate)
        return record?.hasRefusedDuplicate ? undefined : ({ ...record, hasRefusedDuplicate: true } as JournalRecord);
      return { ...order, state: 'undecided', lastSentAt: sentAt, lease };
    });
    if (isDuplicate) throw duplicate();
    return new OrderEntry(journal, { outTradeNo: order.outTradeNo, lease, lastSentAt: sentAt });
  }

  /** Takes up an order that `claim` handed over. */
  static resume(journal: Journal, record: JournalRecord): OrderEntry {
    return new OrderEntry(journal, record);
  }

  /**
   * Records that a request leaves once more, before it does.
   *
   * @throws CloudPayError `REFUSED_LOCALLY` when the order was cancelled, or when another process has settled it meanwhile, which it may
   * where the clocks of two machines disagree about a lease
   */
  async sending(sentAt: SentAt, callTimeout: number): Promise<void> {
    this.#lease = this.#journal.lease(callTimeout);
    await this.#journal.update(this.outTradeNo, (record) => {
      if (record?.state !== 'undecided') throw settledElsewhere();
      if (record.isGivenUp) throw givenUp();
      return { ...record, lastSentAt: sentAt, lease: this.#lease };
    });
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
   * process has sent the order since
   */
  async settle(outcome: OrderOutcome): Promise<OrderOutcome> {
    const state = stateAfter(outcome);
    if (state === undefined) {
      await this.#journal.release(this.outTradeNo);
      return outcome;
    }
    const isConcluded = outcome.result === 'failed' && outcome.order === undefined;
    const isRefusedDuplicate = outcome.result === 'failed' && outcome.error?.status === Status.NumberUsed;
    let wasSentSince = false;
    // Whoever decided first decided the same: both asked the service. A later word (reversed, say) may not be overwritten by an earlier one. But
    // that an order never arrived is a conclusion, and gives way to the service's word that it is paid.
    await this.#journal.update(this.outTradeNo, (record) => {
      wasSentSince = isConcluded && record?.state === 'undecided' && record.lastSentAt?.local !== this.#lastSentAt?.local;
      const isOpen =
        record?.state === 'undecided' || (record?.state === 'failed' && !record.hasRefusedDuplicate && state === 'paid');
      if (record === undefined || !isOpen || wasSentSince) return undefined;
      // Of an order that took no money there is nothing left to cancel.
      const cancelSentAt = state === 'failed' ? undefined : record.cancelSentAt;
      return { ...record, state, cancelSentAt, ...(isRefusedDuplicate && { hasRefusedDuplicate: true }), lease: undefined };
    });
    return wasSentSince && outcome.result === 'failed' ? { result: 'unknown', code: -2, error: outcome.error } : outcome;
  }
}

/** Records what a cancellation has come to: a state that the service told, or none when the cancellation did nothing. */
export async function settleCancellation(
  journal: Journal,
  outTradeNo: string,
  outcome: OrderOutcome | undefined,
): Promise<void> {
  const state = outcome && stateAfter(outcome);
  await journal.update(outTradeNo, (record) => record && { ...record, ...(state && { state }), cancelSentAt: undefined });
}

function stateAfter(outcome: OrderOutcome): OrderState | undefined {
  if (outcome.result === 'unknown' || outcome.result === 'awaitingPayment') return undefined;
  return outcome.result;
}

function settledElsewhere(): CloudPayError {
  return new CloudPayError('该订单已由另一进程定论，不再发送 (another process has settled this order: it is not sent again)', {
    code: 'REFUSED_LOCALLY',
    outcome: 'failed',
  });
}

function givenUp(): CloudPayError {
  return new CloudPayError('订单已撤销，不再发送 (the order was cancelled: the payment is not sent again)', {
    code: 'REFUSED_LOCALLY',
    outcome: 'failed',
  });
}

function duplicate(): CloudPayError {
  return new CloudPayError(
    '该订单号已有记录，切勿撤销它的订单 (this number is recorded already: never cancel the order that has it)',
    {
      code: 'REFUSED_LOCALLY',
      outcome: 'failed',
    },
  );
}
