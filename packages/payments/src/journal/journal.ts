import { type Clock, CloudPayError, timeoutOf } from '@cloudpay/core';
import { CancellationWatch } from './cancellation-watch.ts';
import { JournalReason, journalError } from './errors.ts';
import { isUndecided, type JournalRecord } from './record.ts';
import type { JournalStore, JournalWrite, RecordKey, StoredRecord } from './store.ts';
import { StoreUse } from './store-use.ts';
import type { Work } from './work.ts';

/** A journal that has not accepted an order within this time is not available, in milliseconds: nothing leaves. */
const acceptWithin = 2_000;

/** A record, as a change finds it. */
export interface Found {
  readonly record: JournalRecord | undefined;
  readonly held: StoredRecord['held'];
}

/** What a change makes of a record, and whether this process holds it from now on. Undefined leaves it as it is. */
export type Change = (found: Found) => { readonly record: JournalRecord; readonly hold: 'take' | 'keep' } | undefined;

/**
 * What is recorded of one merchant's orders, above whatever store keeps it. Every function rejects with `JOURNAL_UNAVAILABLE` when the store
 * fails.
 */
export class Journal {
  /** The cancellations that may still take effect. */
  readonly cancellations: CancellationWatch;
  /** The numbers of orders that could not be recorded: nothing was sent for them, so whoever has such a number is another order. */
  readonly unrecorded = new Set<string>();
  readonly #use: StoreUse;
  readonly #clock: Clock;
  readonly #outSubMchId: string;

  /** @param outSubMchId the merchant in whose name this journal reads and writes */
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

  /** A record, and who works on it. */
  async find(outTradeNo: string): Promise<Found> {
    const stored = await this.#guard(() => this.#store.read(this.#keyOf(outTradeNo)));
    return { record: stored?.record, held: stored?.held ?? 'free' };
  }

  /**
   * Records a new order, without a read before it.
   *
   * @returns whether it was written: no other record has its number
   * @throws CloudPayError `JOURNAL_UNAVAILABLE`, also when the store does not answer within two seconds: nothing may leave
   */
  async insert(record: JournalRecord): Promise<boolean> {
    const write = { record, version: 0, isUndecided: isUndecided(record), hold: 'take' } as const;
    return (await this.#guard(() => this.#inTime(this.#store.write(write)))).written;
  }

  /**
   * Changes a record, once, whatever other processes do meanwhile: when another one was faster, the change is made anew on what it left.
   *
   * @returns the record as it stands afterwards
   */
  async update(outTradeNo: string, change: Change): Promise<JournalRecord | undefined> {
    return this.#guard(() => this.#change(outTradeNo, change));
  }

  /** {@link update} before something leaves: a store that does not answer within two seconds counts as one that fails. */
  async updateInTime(outTradeNo: string, change: Change): Promise<JournalRecord | undefined> {
    return this.#guard(() => this.#inTime(this.#change(outTradeNo, change)));
  }

  /** Marks that this process works on a record. While it does, nothing here takes the record up a second time. */
  workOn(outTradeNo: string): Work {
    return this.#use.work.begin(this.#keyOf(outTradeNo));
  }

  /** Ends a piece of work, and lets go of its record, for others to take it up. */
  async release(outTradeNo: string, work: Work): Promise<void> {
    work.isLeaving = true;
    try {
      await this.update(outTradeNo, ({ record, held }) => (record && held === 'here' ? { record, hold: 'keep' } : undefined));
    } finally {
      work.end();
    }
  }

  /**
   * Takes up undecided records of this merchant that nobody works on: those of a process that has died, and those of this process that a
   * failed write has left behind.
   *
   * @param limit the most records
   * @param seen numbers that are left alone
   */
  async claim(limit: number, seen: Iterable<string>): Promise<readonly JournalRecord[]> {
    const live = [...seen].map((number) => this.#keyOf(number));
    const stored = await this.#guard(() => this.#use.claim({ merchants: [this.#outSubMchId], limit, live }));
    return stored.map(({ record }) => record);
  }

  /** The undecided records of this merchant that other processes hold. */
  async heldElsewhere(limit: number): Promise<readonly JournalRecord[]> {
    const stored = await this.#guard(() => this.#store.heldElsewhere({ merchants: [this.#outSubMchId], limit }));
    return stored.map(({ record }) => record);
  }

  /** Lets go of the store. The last one to do so closes it. */
  async close(): Promise<void> {
    await this.#guard(() => this.#use.close());
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

  /** Nobody holds what is decided, nor what he does not work on. */
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

  async #guard<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (cause) {
      throw cause instanceof CloudPayError ? cause : journalError(cause);
    }
  }
}
