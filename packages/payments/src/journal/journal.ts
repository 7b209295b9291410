import { type Clock, CloudPayError, timeoutOf, traced } from '@cloudpay/core';
import { CancellationWatch } from './cancellation-watch.ts';
import { type JournalMessage, recordFacts } from './channel.ts';
import { JournalReason, journalError } from './errors.ts';
import { isUndecided, type JournalRecord } from './record.ts';
import type { JournalStore, JournalWrite, RecordKey, StoredRecord, Written } from './store.ts';
import { StoreUse } from './store-use.ts';
import type { Work } from './work.ts';

/** How long the journal may take to accept an order, in milliseconds. After that it is unavailable, and nothing is sent. */
const acceptWithin = 2_000;

/** A record before a change. */
export interface Found {
  readonly record: JournalRecord | undefined;
  readonly held: StoredRecord['held'];
}

/** Returns the changed record, and whether this process holds it from now on; undefined leaves it as it is. */
export type Change = (found: Found) => { readonly record: JournalRecord; readonly hold: 'take' | 'keep' } | undefined;

/** The records of one merchant's orders, in any store. Every method rejects with `JOURNAL_UNAVAILABLE` when the store fails. */
export class Journal {
  /** The cancellations that may still take effect. */
  readonly cancellations: CancellationWatch;
  /** The numbers of orders that could not be recorded: nothing was sent for them, so an order with such a number is another one. */
  readonly unrecorded = new Set<string>();
  readonly #use: StoreUse;
  readonly #clock: Clock;
  readonly #outSubMchId: string;

  /** @param outSubMchId the merchant whose records it reads and writes */
  constructor(store: JournalStore, clock: Clock, outSubMchId: string) {
    this.cancellations = new CancellationWatch(clock);
    this.#use = new StoreUse(store);
    this.#clock = clock;
    this.#outSubMchId = outSubMchId;
  }

  /** The merchant of the records. */
  get outSubMchId(): string {
    return this.#outSubMchId;
  }

  async read(outTradeNo: string): Promise<JournalRecord | undefined> {
    return (await this.find(outTradeNo)).record;
  }

  /** Reads a record, and who works on it. */
  async find(outTradeNo: string): Promise<Found> {
    const find = async (): Promise<Found> => {
      const stored = await this.#store.read(this.#keyOf(outTradeNo));
      return { record: stored?.record, held: stored?.held ?? 'free' };
    };
    return this.#guard('read', find, ({ record }) => record, outTradeNo);
  }

  /**
   * Inserts the record of a new order, without reading it first.
   *
   * @returns whether it was written: no other record has its number
   * @throws CloudPayError `JOURNAL_UNAVAILABLE`, also when the store does not answer within two seconds: nothing may be sent
   */
  async insert(record: JournalRecord): Promise<boolean> {
    const write = { record, version: 0, isUndecided: isUndecided(record), hold: 'take' } as const;
    const insert = () => this.#inTime(this.#store.write(write));
    const recordOf = (done: Written) => (done.written ? record : done.current?.record);
    return (await this.#guard('insert', insert, recordOf, record.outTradeNo)).written;
  }

  /**
   * Changes a record. If another process was faster, the change is applied again to its result.
   *
   * @returns the record afterwards
   */
  async update(outTradeNo: string, change: Change): Promise<JournalRecord | undefined> {
    return this.#guard(
      'update',
      () => this.#change(outTradeNo, change),
      (record) => record,
      outTradeNo,
    );
  }

  /** {@link update} before a request leaves: a store that does not answer within two seconds has failed. */
  async updateInTime(outTradeNo: string, change: Change): Promise<JournalRecord | undefined> {
    return this.#guard(
      'update',
      () => this.#inTime(this.#change(outTradeNo, change)),
      (record) => record,
      outTradeNo,
    );
  }

  /** Marks that this process works on a record. Meanwhile this process does not claim the record again. */
  workOn(outTradeNo: string): Work {
    return this.#use.work.begin(this.#keyOf(outTradeNo));
  }

  /** Ends a piece of work, and releases the record for other processes. */
  async release(outTradeNo: string, work: Work): Promise<void> {
    await work.leave(() =>
      this.update(outTradeNo, ({ record, held }) => (record && held === 'here' ? { record, hold: 'keep' } : undefined)),
    );
  }

  /**
   * Claims undecided records of this merchant that nobody works on: those of dead processes, and those of this process after a
   * failed write.
   *
   * @param limit the most records
   * @param seen numbers that are skipped
   */
  async claim(limit: number, seen: Iterable<string>): Promise<readonly JournalRecord[]> {
    const live = [...seen].map((number) => this.#keyOf(number));
    const request = { merchants: [this.#outSubMchId], limit, live };
    const stored = await this.#guard('claim', () => this.#use.claim(request));
    return stored.map(({ record }) => record);
  }

  /** The undecided records of this merchant that other processes hold. */
  async heldElsewhere(limit: number): Promise<readonly JournalRecord[]> {
    const request = { merchants: [this.#outSubMchId], limit };
    const stored = await this.#guard('heldElsewhere', () => this.#store.heldElsewhere(request));
    return stored.map(({ record }) => record);
  }

  /** Stops using the store. The last user closes it. */
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
      const { held = 'free' } = stored ?? {};
      const changed = change({ record: stored?.record, held });
      if (changed === undefined) return stored?.record;
      const { record } = changed;
      const hold = this.#holdOf(record, held, changed.hold);
      const write = { record, version: stored?.version ?? 0, isUndecided: isUndecided(record), hold };
      const written = await this.#store.write(write);
      if (written.written) {
        if (record.cancellation === undefined) this.cancellations.forget(outTradeNo);
        return record;
      }
      stored = written.current;
    }
  }

  /** A decided record is held by nobody, and a process holds only records that it works on. */
  #holdOf(record: JournalRecord, held: StoredRecord['held'], wanted: 'take' | 'keep'): JournalWrite['hold'] {
    if (!isUndecided(record)) return 'release';
    if (wanted === 'take') return 'take';
    return held === 'here' && !this.#use.work.isNeeded(this.#keyOf(record.outTradeNo)) ? 'release' : 'keep';
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

  #guard<T>(
    operation: JournalMessage['operation'],
    action: () => Promise<T>,
    recordOf: (result: T) => JournalRecord | undefined = () => undefined,
    outTradeNo?: string,
  ): Promise<T> {
    const guarded = async () => {
      try {
        return await action();
      } catch (cause) {
        throw cause instanceof CloudPayError ? cause : journalError(cause);
      }
    };
    const use = { operation, outSubMchId: this.#outSubMchId, outTradeNo };
    const conclude = (result: T, end: (facts: object) => void) => end(recordFacts(recordOf(result)));
    return traced('cloudpay:journal', this.#clock, () => use, guarded, conclude);
  }
}
