import type { JournalRecord } from './record.ts';
import type { ClaimRequest, JournalStore, JournalWrite, RecordKey, StoredRecord, Written } from './store.ts';
import { keyOf, textOf } from './store.ts';

interface Row {
  readonly record: JournalRecord;
  readonly version: number;
  readonly isUndecided: boolean;
  readonly holder: MemoryStore | undefined;
}

/** The options of {@link createMemoryJournal}, with which tests imitate several processes. */
export interface MemoryJournalOptions {
  /** Another journal in memory whose records this one shares, as another process would. */
  readonly sharedWith?: JournalStore;
  /** Whether the process of this journal is alive. The records of a dead one are free. Default: alive. */
  readonly isAlive?: () => boolean;
}

/**
 * Keeps records in memory until the process ends. For tests, and for callers who keep their own record of each order: after a
 * crash nothing is resumed.
 *
 * @param options let several journals share one memory
 * @returns the journal for `Payments` or `openPayments`
 * @example const journal = createMemoryJournal();
 */
export function createMemoryJournal(options: MemoryJournalOptions = {}): JournalStore {
  const { sharedWith, isAlive = () => true } = options;
  const rows = sharedWith instanceof MemoryStore ? sharedWith.rows : new Map<string, Row>();
  return new MemoryStore(rows, isAlive);
}

class MemoryStore implements JournalStore {
  readonly rows: Map<string, Row>;
  readonly isAlive: () => boolean;

  constructor(rows: Map<string, Row>, isAlive: () => boolean) {
    this.rows = rows;
    this.isAlive = isAlive;
  }

  async read(key: RecordKey): Promise<StoredRecord | undefined> {
    return this.#stored(this.rows.get(textOf(key)));
  }

  async write({ record, version, isUndecided, hold }: JournalWrite): Promise<Written> {
    const key = textOf(keyOf(record));
    const row = this.rows.get(key);
    if ((row?.version ?? 0) !== version) return { written: false, current: this.#stored(row) };
    const holder = hold === 'take' ? this : hold === 'keep' ? row?.holder : undefined;
    // A copy, so that nobody changes the stored record.
    this.rows.set(key, { record: structuredClone(record), version: version + 1, isUndecided, holder });
    return { written: true, version: version + 1 };
  }

  async claim({ merchants, limit, live }: ClaimRequest): Promise<readonly StoredRecord[]> {
    const left = new Set(live.map(textOf));
    const claimed: StoredRecord[] = [];
    for (const [key, row] of this.rows) {
      if (claimed.length >= limit) break;
      if (!isOpen(row, merchants) || left.has(key) || this.#held(row) === 'elsewhere') continue;
      const taken = row.holder === this ? row : { ...row, version: row.version + 1, holder: this };
      this.rows.set(key, taken);
      claimed.push({ record: taken.record, version: taken.version, held: 'here' });
    }
    return claimed;
  }

  async heldElsewhere({ merchants, limit }: Omit<ClaimRequest, 'live'>): Promise<readonly StoredRecord[]> {
    const held = [...this.rows.values()].filter((row) => isOpen(row, merchants) && this.#held(row) === 'elsewhere');
    return held.slice(0, limit).map((row) => this.#stored(row) as StoredRecord);
  }

  async close(): Promise<void> {
    for (const [key, row] of this.rows) if (row.holder === this) this.rows.set(key, { ...row, holder: undefined });
  }

  #stored(row: Row | undefined): StoredRecord | undefined {
    return row && { record: row.record, version: row.version, held: this.#held(row) };
  }

  #held({ holder }: Row): StoredRecord['held'] {
    if (holder === this) return 'here';
    return holder?.isAlive() ? 'elsewhere' : 'free';
  }
}

function isOpen({ record, isUndecided }: Row, merchants: readonly string[]): boolean {
  return isUndecided && merchants.includes(record.outSubMchId);
}
