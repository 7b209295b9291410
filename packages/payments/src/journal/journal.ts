import { type Clock, CloudPayError, timeoutOf, traced } from '@cloudpay/core';
import { CancellationWatch } from './cancellation-watch.ts';
import { type JournalMessage, recordFacts } from './channel.ts';
import { JournalReason, journalError } from './errors.ts';
import { isUndecided, type JournalRecord } from './record.ts';
import type { JournalStore, JournalWrite, RecordKey, StoredRecord } from './store.ts';
import { type StoreUse, shareStore } from './store-use.ts';

/** A journal that has not accepted an order within this time is not available, in milliseconds: nothing leaves. */
const acceptWithin = 2_000;

/** A record, as a change finds it. */
export interface Found {
  readonly record: JournalRecord | undefined;
  readonly held: StoredRecord['held'];
}

/** What a change makes of a record. Undefined leaves it as it is. */
export type Change = (found: Found) => Pick<JournalWrite, 'record' | 'hold'> | undefined;

/**
 * What is recorded of one merchant's orders, above whatever store keeps it. Every function rejects with `JOURNAL_UNAVAILABLE` when the store
 * fails.
 */
export class Journal {
  /** The cancellations that may still take effect. */
  readonly cancellations: CancellationWatch;
  readonly #use: StoreUse;
  readonly #clock: Clock;
  readonly #outSubMchId: string;

  /** @param outSubMchId the merchant in whose name this journal reads and writes */
  constructor(store: JournalStore, clock: Clock, outSubMchId: string) {
    this.cancellations = new CancellationWatch(clock);
    this.#use = shareStore(store);
    this.#clock = clock;
    this.#outSubMchId = outSubMchId;
  }

  /** The merchant of the records. */
  get outSubMchId(): string {
    return this.#outSubMchId;
  }

  async read(outTradeNo: string): Promise<JournalRecord | undefined> {
    return this.#guard('read', async () => (await this.#store.read(this.#keyOf(outTradeNo)))?.record, outTradeNo);
  }

  /**
   * Records a new order, without a read before it.
   *
   * @returns undefined when the record was written; else the record that has the number already
   * @throws CloudPayError `JOURNAL_UNAVAILABLE`, also when the store does not answer within two seconds: nothing may leave
   */
  async insert(record: JournalRecord): Promise<JournalRecord | undefined> {
    const write = { record, version: 0, isUndecided: isUndecided(record), hold: 'take' } as const;
    const insert = async () => {
      const written = await this.#inTime(this.#store.write(write));
      return written.written ? record : written.current?.record;
    };
    const stored = await this.#guard('insert', insert, record.outTradeNo);
    return stored === record ? undefined : stored;
  }

  /**
   * Changes a record, once, whatever other processes do meanwhile: when another one was faster, the change is made anew on what it left.
   *
   * @returns the record as it stands afterwards
   */
  async update(outTradeNo: string, change: Change): Promise<JournalRecord | undefined> {
    return this.#guard('update', () => this.#change(outTradeNo, change), outTradeNo);
  }

  /** {@link update} before something leaves: a store that does not answer within two seconds counts as one that fails. */
  async updateInTime(outTradeNo: string, change: Change): Promise<JournalRecord | undefined> {
    return this.#guard('update', () => this.#inTime(this.#change(outTradeNo, change)), outTradeNo);
  }

  /**
   * Marks that this process works on a record, until the returned function is called. While it does, nothing here takes the record up a
   * second time.
   */
  workOn(outTradeNo: string): () => void {
    return this.#use.workOn(this.#keyOf(outTradeNo));
  }

  /** How a settled or abandoned piece of work lets go of its record: another piece may still need it. */
  holdAfter(outTradeNo: string): JournalWrite['hold'] {
    return this.#use.workers(this.#keyOf(outTradeNo)) > 1 ? 'keep' : 'release';
  }

  /** Lets go of a record, for others to take it up. */
  async release(outTradeNo: string, change: (record: JournalRecord) => JournalRecord = (record) => record): Promise<void> {
    await this.update(outTradeNo, ({ record, held }) => {
      if (record === undefined || held !== 'here') return undefined;
      return { record: change(record), hold: this.holdAfter(outTradeNo) };
    });
  }

  /**
   * Takes up undecided records of this merchant that nobody works on: those of a process that has died, and those of this process that a
   * failed write has left behind.
   *
   * @param limit the most records
   * @param seen numbers that are left alone
   */
  async claim(limit: number, seen: Iterable<string>): Promise<readonly JournalRecord[]> {
    const live = [...this.#use.worked(), ...[...seen].map((number) => this.#keyOf(number))];
    const request = { merchants: [this.#outSubMchId], limit, live };
    const stored = await this.#guard('claim', () => this.#store.claim(request));
    return stored.map(({ record }) => record);
  }

  /** The undecided records of this merchant that other processes hold. */
  async heldElsewhere(limit: number): Promise<readonly JournalRecord[]> {
    const request = { merchants: [this.#outSubMchId], limit };
    const stored = await this.#guard('heldElsewhere', () => this.#store.heldElsewhere(request));
    return stored.map(({ record }) => record);
  }

  /** Lets go of the store. The last one to do so closes it. */
  async close(): Promise<void> {
    await this.#guard('close', () => this.#use.close());
  }

  get #store(): JournalStore {
    return this.#use.store;
  }

  #keyOf(number: string): RecordKey {
    return { outSubMchId: this.#outSubMchId, number };
  }

  async #change(outTradeNo: string, change: Change): Promise<JournalRecord | undefined> {
    let stored = await this.#store.read(this.#keyOf(outTradeNo));
    for (;;) {
      const changed = change({ record: stored?.record, held: stored?.held ?? 'free' });
      if (changed === undefined) return stored?.record;
      const { record, hold } = changed;
      const write = { record, version: stored?.version ?? 0, isUndecided: isUndecided(record), hold };
      const written = await this.#store.write(write);
      if (written.written) return record;
      stored = written.current;
    }
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    const late = new AbortController();
    const timeout = timeoutOf(this.#clock, acceptWithin, late.signal).then(() => {
      throw new JournalReason('timeout', `日志 ${acceptWithin / 1_000} 秒内未写入 (the journal did not answer in time)`);
    });
    timeout.catch(() => undefined);
    try {
      return await Promise.race([work, timeout]);
    } finally {
      late.abort();
    }
  }

  #guard<T>(operation: JournalMessage['operation'], action: () => Promise<T>, outTradeNo?: string): Promise<T> {
    const guarded = async () => {
      try {
        return await action();
      } catch (cause) {
        throw cause instanceof CloudPayError ? cause : journalError(cause);
      }
    };
    const use = { operation, outSubMchId: this.#outSubMchId, outTradeNo };
    return traced(
      'cloudpay:journal',
      this.#clock,
      () => use,
      guarded,
      (result, end) => end(outTradeNo === undefined ? {} : recordFacts(result as JournalRecord | undefined)),
    );
  }
}
