import type { JournalRecord } from './record.ts';

/** The key of a record: two merchants may use one number. */
export interface RecordKey {
  readonly outSubMchId: string;
  /** The order's number. */
  readonly number: string;
}

/** A record as it is stored. */
export interface StoredRecord {
  readonly record: JournalRecord;
  /** Counts the writes of this record, from 1. */
  readonly version: number;
  /**
   * Who works on it, as the store knows: nobody (or a process that has died), this process, or another one that is alive.
   */
  readonly held: 'free' | 'here' | 'elsewhere';
}

/** One write of a record. */
export interface JournalWrite {
  readonly record: JournalRecord;
  /** The version that was read. 0 inserts the record, where there is none: nothing need be read before. */
  readonly version: number;
  /** Whether {@link JournalStore.claim} must find it. */
  readonly isUndecided: boolean;
  /** Whether this process works on the record from now on (`take`), nobody does (`release`), or that stays as it is (`keep`). */
  readonly hold: 'take' | 'keep' | 'release';
}

/** What became of a write. When another write was faster, nothing was written, and `current` is what stands. */
export type Written =
  | { readonly written: true; readonly version: number }
  | { readonly written: false; readonly current: StoredRecord | undefined };

/** Which undecided records are asked for. */
export interface ClaimRequest {
  /** Merchants, by their `outSubMchId`. */
  readonly merchants: readonly string[];
  /** The most records to return. */
  readonly limit: number;
  /** Records that are left alone: this process works on them already. */
  readonly live: readonly RecordKey[];
}

/**
 * The port behind the journal: a place that keeps records through crashes. All that a journal must get right about orders and
 * refunds stands above it. An adapter for another database has these five functions to write.
 *
 * - {@link write} is atomic for all processes that share the store, and durable when it resolves.
 * - A store object stands for one process. It has an identity that no other process has, also after a restart with the same
 * process id. It tells the other processes that it is alive, for example by a heartbeat, as long as it holds a record. A
 * process that has not done so for five seconds is dead, and its records are free.
 *
 * Any function may reject. The journal turns that into a `JOURNAL_UNAVAILABLE` before any money moves.
 */
export interface JournalStore {
  /** The record of a key. */
  read(key: RecordKey): Promise<StoredRecord | undefined>;
  /** Writes a record if nobody else did since it was read (compare and set). */
  write(write: JournalWrite): Promise<Written>;
  /**
   * Takes undecided records that are free, or held by this process though it does not work on them. The oldest come first. No
   * two claims return the same record, whichever processes make them.
   */
  claim(request: ClaimRequest): Promise<readonly StoredRecord[]>;
  /** The undecided records that other processes hold, the oldest first. */
  heldElsewhere(request: Omit<ClaimRequest, 'live'>): Promise<readonly StoredRecord[]>;
  /** Finishes what is under way, and lets go of the store and of all that this process holds. */
  close(): Promise<void>;
}

/** The key of a record. */
export function keyOf({ outSubMchId, outTradeNo }: JournalRecord): RecordKey {
  return { outSubMchId, number: outTradeNo };
}

/** A key as text, for maps. */
export function textOf({ outSubMchId, number }: RecordKey): string {
  return JSON.stringify([outSubMchId, number]);
}
