import type { JournalRecord } from './record.ts';

/** A record as it is stored. */
export interface StoredRecord {
  readonly record: JournalRecord;
  /** Counts the writes of this record, from 1. */
  readonly version: number;
}

/**
 * The port behind the journal: a place that keeps records through crashes. Everything that a journal must get right about orders, leases and
 * refunds stands above it, so an adapter (a shared server database, say) has these four functions to write and no rules to know.
 *
 * The one promise that matters is that of {@link write}: atomic for all processes that share the store, and durable when it resolves.
 *
 * Any function may reject; the journal turns that into a `JournalError` before any money moves.
 */
export interface JournalStore {
  /**
   * The record of an order, with its version.
   *
   * @param outTradeNo the key of a record
   */
  read(outTradeNo: string): Promise<StoredRecord | undefined>;
  /**
   * Writes a record if nobody else did since it was read (compare and set).
   *
   * @param version the version that was read; 0 when there was none
   * @param isUndecided whether {@link undecided} must find it
   * @returns false, nothing written, when the stored version is another one
   */
  write(record: JournalRecord, version: number, isUndecided: boolean): Promise<boolean>;
  /** The numbers of all records that were written as undecided, the oldest first. */
  undecided(): Promise<readonly string[]>;
  /** Finishes what is under way and lets go. */
  close(): Promise<void>;
}
