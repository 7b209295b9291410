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
  /** Who works on it, as far as the store knows: nobody (or a dead process), this process, or another one that is alive. */
  readonly held: 'free' | 'here' | 'elsewhere';
}

/** One write of a record. */
export interface JournalWrite {
  readonly record: JournalRecord;
  /** The version that was read. 0 inserts the record if there is none, so it need not be read first. */
  readonly version: number;
  /** Whether {@link JournalStore.claim} must find it. */
  readonly isUndecided: boolean;
  /**
   * Whether this process works on the record from now on (`take`), nobody does (`release`), or the holder stays the same
   * (`keep`).
   */
  readonly hold: 'take' | 'keep' | 'release';
}

/** The result of a write. If another write was faster, nothing was written, and `current` is the present record. */
export type Written =
  | { readonly written: true; readonly version: number }
  | { readonly written: false; readonly current: StoredRecord | undefined };

/** The filter of undecided records. */
export interface ClaimRequest {
  /** The `outSubMchId` of the merchants. */
  readonly merchants: readonly string[];
  /** The most records to return. */
  readonly limit: number;
  /** Records that are skipped, because this process works on them already. */
  readonly live: readonly RecordKey[];
}

/**
 * The port behind the journal: it keeps records through crashes. All rules about orders and refunds are above it, so an adapter
 * for another database only implements these five functions.
 *
 * - {@link write} is atomic for all processes that share the store, and durable when it resolves.
 * - A store object stands for one process. It has an identity that no other process has, also after a restart with the same
 * process id. While it holds a record, it shows the other processes that it is alive, for example by a heartbeat. A process
 * that has not done so for five seconds is dead, and its records are free.
 *
 * Any function may reject. The journal turns that into `JOURNAL_UNAVAILABLE`, and nothing is sent.
 */
export interface JournalStore {
  /** Reads the record of a key. */
  read(key: RecordKey): Promise<StoredRecord | undefined>;
  /** Writes a record if nobody else has since it was read (compare-and-set). */
  write(write: JournalWrite): Promise<Written>;
  /**
   * Takes undecided records that are free, or that this process holds without working on them. The oldest come first. No two
   * claims return the same record, in any processes.
   */
  claim(request: ClaimRequest): Promise<readonly StoredRecord[]>;
  /** Reads the undecided records that other processes hold, the oldest first. */
  heldElsewhere(request: Omit<ClaimRequest, 'live'>): Promise<readonly StoredRecord[]>;
  /** Finishes the writes under way, and releases the store and all records that this process holds. */
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
