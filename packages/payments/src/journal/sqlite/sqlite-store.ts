import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { nodeCrypto } from '@cloudpay/core';
import type { JournalRecord } from '../record.ts';
import type { ClaimRequest, JournalStore, JournalWrite, RecordKey, StoredRecord, Written } from '../store.ts';
import { keyOf, textOf } from '../store.ts';
import { Heartbeat } from './heartbeat.ts';
import { whenUnlocked } from './lock.ts';
import type { StoreTime } from './real-time.ts';

interface PendingWrite extends JournalWrite {
  readonly resolve: (written: Written) => void;
  readonly reject: (error: unknown) => void;
}

interface Row {
  readonly version: number;
  readonly holder: string | null;
  readonly record: string;
}

/** A journal in an open SQLite database. Concurrent writes share one commit (group commit). */
export class SqliteStore implements JournalStore {
  readonly #database: DatabaseSync;
  readonly #checkFiles: () => void;
  readonly #time: StoreTime;
  /** The identity of this process, while it has the file open. */
  readonly #id = nodeCrypto().randomUUID();
  readonly #heartbeat: Heartbeat;
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #undecided: StatementSync;
  readonly #take: StatementSync;
  #pending: PendingWrite[] = [];
  #flushing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /** @param checkFiles throws when the files were replaced */
  constructor(database: DatabaseSync, checkFiles: () => void, time: StoreTime) {
    this.#database = database;
    this.#checkFiles = checkFiles;
    this.#time = time;
    this.#heartbeat = new Heartbeat(database, this.#id, time, () => this.#check());
    this.#select = database.prepare('SELECT version, holder, record FROM records WHERE out_sub_mch_id = ? AND number = ?');
    // Both statements change nothing if the version is not the one that was read. They bind values by position without numbers:
    // Node 22 cannot bind numbered ones, and lookups by name take as long as the write.
    this.#insert = database.prepare(`INSERT INTO records (out_sub_mch_id, number, version, undecided_since, holder, record)
      VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT DO NOTHING`);
    this.#update = database.prepare(`UPDATE records
      SET version = version + 1, undecided_since = iif(? IS NULL, NULL, coalesce(undecided_since, ?)),
        holder = iif(?, holder, ?), record = ?
      WHERE out_sub_mch_id = ? AND number = ? AND version = ?`);
    // A damaged record does not keep the others from being claimed.
    this.#undecided = database.prepare(`SELECT out_sub_mch_id, number, version, holder, record FROM records
      WHERE undecided_since IS NOT NULL AND out_sub_mch_id IN (SELECT value FROM json_each(?)) AND json_valid(record)
      ORDER BY undecided_since, number`);
    this.#take = database.prepare(
      'UPDATE records SET holder = ?, version = version + 1 WHERE out_sub_mch_id = ? AND number = ?',
    );
  }

  async read(key: RecordKey): Promise<StoredRecord | undefined> {
    this.#check();
    return whenUnlocked(this.#time, () => this.#find(key));
  }

  write(write: JournalWrite): Promise<Written> {
    const { promise, resolve, reject } = Promise.withResolvers<Written>();
    this.#pending.push({ ...write, resolve, reject });
    this.#flushing ??= this.#flush();
    return promise;
  }

  async claim({ merchants, limit, live }: ClaimRequest): Promise<readonly StoredRecord[]> {
    this.#check();
    const left = new Set(live.map(textOf));
    try {
      return await this.#transaction(() => {
        this.#heartbeat.look();
        const free = this.#open(merchants, ({ key, held }) => held !== 'elsewhere' && !left.has(textOf(key)), limit);
        return free.map(({ key, stored }) => {
          // Records that it holds can be claimed on a full disk too.
          if (stored.held === 'here') return stored;
          this.#heartbeat.hold();
          this.#take.run(this.#id, key.outSubMchId, key.number);
          return { ...stored, version: stored.version + 1, held: 'here' as const };
        });
      });
    } catch (error) {
      this.#heartbeat.forget();
      throw error;
    }
  }

  async heldElsewhere({ merchants, limit }: Omit<ClaimRequest, 'live'>): Promise<readonly StoredRecord[]> {
    this.#check();
    const held = await whenUnlocked(this.#time, () => this.#open(merchants, (item) => item.held === 'elsewhere', limit));
    return held.map(({ stored }) => stored);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#flushing;
    try {
      this.#check();
      if (this.#heartbeat.isRegistered) await this.#transaction(() => this.#letGo());
    } catch {
      // The disk is full, locked, or the file was replaced. All promised writes are on the disk, and after five seconds of
      // silence the records are free anyway.
    } finally {
      this.#heartbeat.stop();
      this.#database.close();
    }
  }

  #check(): void {
    if (this.#database.isOpen) this.#checkFiles();
  }

  #find(key: RecordKey): StoredRecord | undefined {
    const row = this.#select.get(key.outSubMchId, key.number) as Row | undefined;
    return row && this.#stored(row);
  }

  #stored({ version, holder, record }: Row): StoredRecord {
    return { version, record: JSON.parse(record) as JournalRecord, held: this.#held(holder) };
  }

  #held(holder: string | null): StoredRecord['held'] {
    if (holder === this.#id) return 'here';
    return holder === null || this.#heartbeat.isDead(holder) ? 'free' : 'elsewhere';
  }

  /** Reads the undecided records of some merchants that pass a test, the oldest first. */
  #open(
    merchants: readonly string[],
    passes: (item: { readonly key: RecordKey; readonly held: StoredRecord['held'] }) => boolean,
    limit: number,
  ): { readonly key: RecordKey; readonly stored: StoredRecord }[] {
    const found: { key: RecordKey; stored: StoredRecord }[] = [];
    type OpenRow = Row & { readonly out_sub_mch_id: string; readonly number: string };
    for (const row of this.#undecided.iterate(JSON.stringify(merchants)) as Iterable<OpenRow>) {
      const key = { outSubMchId: row.out_sub_mch_id, number: row.number };
      if (!passes({ key, held: this.#held(row.holder) })) continue;
      found.push({ key, stored: this.#stored(row) });
      if (found.length >= limit) break;
    }
    return found;
  }

  #letGo(): void {
    this.#database.prepare('UPDATE records SET holder = NULL WHERE holder = ?').run(this.#id);
    this.#database.prepare('DELETE FROM holders WHERE id = ?').run(this.#id);
    // A dead process leaves its row, which is deleted when it holds nothing any more.
    this.#database.exec('DELETE FROM holders WHERE id NOT IN (SELECT holder FROM records WHERE holder IS NOT NULL)');
  }

  /** Commits the pending writes until there are none. */
  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      // All writes of this turn share the commit.
      await this.#time.nextTurn();
      const writes = this.#pending;
      this.#pending = [];
      try {
        this.#check();
        const areWritten = await this.#transaction(() => writes.map((write) => this.#put(write)));
        // Nothing is promised about a file that was replaced meanwhile.
        this.#check();
        for (const [index, write] of writes.entries()) this.#answer(write, areWritten[index] === true);
      } catch (error) {
        for (const { reject } of writes) reject(error);
      }
    }
    this.#flushing = undefined;
  }

  #transaction<T>(act: () => T): Promise<T> {
    return whenUnlocked(this.#time, () => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const result = act();
        this.#database.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #put({ record, version, isUndecided, hold }: PendingWrite): boolean {
    const { outSubMchId, number } = keyOf(record);
    const since = isUndecided ? Date.now() : null;
    const text = JSON.stringify(record);
    if (hold === 'take') this.#heartbeat.hold();
    const holder = hold === 'take' ? this.#id : null;
    const { changes } =
      version === 0
        ? this.#insert.run(outSubMchId, number, since, holder, text)
        : this.#update.run(since, since, hold === 'keep' ? 1 : 0, holder, text, outSubMchId, number, version);
    return Number(changes) === 1;
  }

  /** Runs after the commit: the failure of one write must not undo the others. */
  #answer({ record, version, resolve, reject }: PendingWrite, isWritten: boolean): void {
    try {
      if (isWritten) resolve({ written: true, version: version + 1 });
      else resolve({ written: false, current: this.#find(keyOf(record)) });
    } catch (error) {
      reject(error);
    }
  }
}
