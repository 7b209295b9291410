import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { journalError } from './errors.ts';
import type { JournalRecord } from './record.ts';
import type { JournalStore, StoredRecord } from './store.ts';

/** Marks the file as a journal of ours, and the layout of its table. */
const applicationId = 0x636c_6470;
const layout = 1;

/** How long a write waits for another process that is writing, in milliseconds. */
const longestLockWait = 5_000;

interface PendingWrite {
  readonly record: JournalRecord;
  readonly version: number;
  readonly isUndecided: boolean;
  readonly resolve: (written: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Keeps the journal in an SQLite file, through the SQLite that comes with Node: no native addon to build on a till, and a file format that
 * outlives crashes and that support staff can read. Several processes of one machine may share the file.
 *
 * A write has reached the disk when it resolves. Writes that are asked for together are made durable together (group commit).
 *
 * @param path of the file; it and its folder are made when missing, readable by their owner only
 * @throws CloudPayError `JOURNAL_UNAVAILABLE` when the file is locked, read-only, damaged, or not a journal
 */
export async function openSqliteStore(path: string): Promise<JournalStore> {
  try {
    const { chmodSync, closeSync, mkdirSync, openSync } = process.getBuiltinModule('node:fs');
    const { dirname } = process.getBuiltinModule('node:path');
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Loaded here: importing the package costs nothing to those who keep their records elsewhere.
    const sqlite = await import('node:sqlite').catch(() => {
      throw tooOld();
    });
    // SQLite gives its other files the mode of this one, from the moment at which it makes them.
    closeSync(openSync(path, 'a', 0o600));
    const database = new sqlite.DatabaseSync(path);
    try {
      // Told since 22.16. Without it nobody knows whether SQLite took a failed write back, or left that to us.
      if (database.isTransaction === undefined) throw tooOld();
      await whenUnlocked(() => prepare(database));
      chmodSync(path, 0o600);
      return new SqliteStore(database);
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw journalError(error);
  }
}

function tooOld(): Error {
  return new Error('文件日志需要 Node 22.16 或更新的版本 (a file journal needs Node 22.16 or newer)');
}

function prepare(database: DatabaseSync): void {
  database.exec('PRAGMA busy_timeout = 0');
  // One statement, so one view of the file: another process may be making the journal at this very moment.
  const { owner, found, tables } = database
    .prepare(
      `SELECT application_id AS owner, user_version AS found, (SELECT count(*) FROM sqlite_schema) AS tables
       FROM pragma_application_id, pragma_user_version`,
    )
    .get() as { owner: number; found: number; tables: number };
  if (tables > 0 && owner !== applicationId) throw new Error('the file is a database, but not a Cloud Pay journal');
  if (tables > 0 && found !== layout) throw new Error(`the journal has layout ${found}; this version knows layout ${layout}`);
  const { quick_check: health } = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
  if (health !== 'ok') throw new Error(`the journal is damaged: ${health}`);
  // WAL lets one process read while another writes; FULL makes each commit reach the disk.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  if (tables > 0) return;
  database.exec(`BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS orders (
      out_trade_no TEXT PRIMARY KEY,
      version INTEGER NOT NULL,
      undecided_since INTEGER,
      record TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS undecided ON orders (undecided_since) WHERE undecided_since IS NOT NULL;
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${layout};
    COMMIT;`);
}

/** SQLite's result code for "another process holds the lock". */
const busy = 5;

/** Tries until the lock is free: SQLite's own waiting would stop the whole process. */
async function whenUnlocked<T>(action: () => T): Promise<T> {
  const deadline = performance.now() + longestLockWait;
  for (;;) {
    try {
      return action();
    } catch (error) {
      const isBusy = ((error as { errcode?: number }).errcode ?? 0) % 256 === busy;
      if (!isBusy || performance.now() > deadline) throw error;
      const { setTimeout: sleep } = await import('node:timers/promises');
      await sleep(5 + Math.random() * 20);
    }
  }
}

class SqliteStore implements JournalStore {
  readonly #database: DatabaseSync;
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #undecided: StatementSync;
  #pending: PendingWrite[] = [];
  #flushing: Promise<void> | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#select = database.prepare('SELECT version, record FROM orders WHERE out_trade_no = ?');
    // Either changes nothing where the version is not the one that was read. Values by position,
    // without numbers, which Node 22 does not bind: lookups by name cost as much as the write.
    this.#insert = database.prepare(
      'INSERT INTO orders (out_trade_no, version, undecided_since, record) VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#update = database.prepare(`UPDATE orders
      SET version = version + 1, undecided_since = iif(? IS NULL, NULL, coalesce(undecided_since, ?)), record = ?
      WHERE out_trade_no = ? AND version = ?`);
    this.#undecided = database.prepare(
      'SELECT out_trade_no FROM orders WHERE undecided_since IS NOT NULL ORDER BY undecided_since, out_trade_no',
    );
  }

  async read(outTradeNo: string): Promise<StoredRecord | undefined> {
    const row = await whenUnlocked(() => this.#select.get(outTradeNo));
    if (row === undefined) return undefined;
    return { version: row.version as number, record: JSON.parse(row.record as string) as JournalRecord };
  }

  write(record: JournalRecord, version: number, isUndecided: boolean): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#pending.push({ record, version, isUndecided, resolve, reject });
    this.#flushing ??= this.#flush();
    return promise;
  }

  async undecided(): Promise<readonly string[]> {
    const rows = await whenUnlocked(() => this.#undecided.all());
    return rows.map((row) => row.out_trade_no as string);
  }

  async close(): Promise<void> {
    await this.#flushing;
    if (this.#database.isOpen) this.#database.close();
  }

  /** Commits what has gathered, until nothing gathers any more. */
  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      // One turn of the event loop: whatever else is asked for in it shares the commit.
      await new Promise((resolve) => setImmediate(resolve));
      const writes = this.#pending;
      this.#pending = [];
      try {
        const results = await whenUnlocked(() => this.#commit(writes));
        for (const [index, { resolve }] of writes.entries()) resolve(results[index] as boolean);
      } catch (error) {
        for (const { reject } of writes) reject(error);
      }
    }
    this.#flushing = undefined;
  }

  #commit(writes: readonly PendingWrite[]): boolean[] {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const results = writes.map((write) => this.#put(write));
      this.#database.exec('COMMIT');
      return results;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
  /** @returns whether it was written */
  #put({ record, version, isUndecided }: PendingWrite): boolean {
    const { outTradeNo } = record;
    const since = isUndecided ? Date.now() : null;
    const text = JSON.stringify(record);
    const { changes } =
      version === 0 ? this.#insert.run(outTradeNo, since, text) : this.#update.run(since, since, text, outTradeNo, version);
    return Number(changes) === 1;
  }
}
