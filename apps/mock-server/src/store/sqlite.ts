import type { DatabaseSync } from 'node:sqlite';
import type { Storage } from './storage.ts';

/** The version of the table below. A file of another version is refused. */
const formatVersion = 2;

// In exclusive mode a second server on the same file fails at its start. With a write-ahead log a commit needs no disk
// flush, and committed data survives the death of the process.
const prepare = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  BEGIN EXCLUSIVE;
  CREATE TABLE IF NOT EXISTS items (
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (collection, key)
  );
  COMMIT;
`;

/**
 * Stores each item as JSON in an SQLite file, as soon as it changes.
 *
 * @throws Error if the file cannot be opened, is used by another server, or has another version
 */
export function openSqlite(file: string): Storage {
  const database = open(file);
  // A changed item keeps its row, and so its position.
  const load = database.prepare('SELECT key, value FROM items WHERE collection = ? ORDER BY rowid');
  const save = database.prepare(
    'INSERT INTO items VALUES (?, ?, ?) ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value',
  );
  const clear = database.prepare('DELETE FROM items WHERE collection = ?');
  return {
    load: (collection) => load.all(collection).map(({ key, value }) => [String(key), JSON.parse(String(value))] as const),
    save: (collection, key, value) => void save.run(collection, key, JSON.stringify(value)),
    clear: (collection) => void clear.run(collection),
    atomically(work) {
      database.exec('BEGIN');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

function open(file: string): DatabaseSync {
  // Not imported: bundlers remove the prefix `node:`, and this module does not exist without it. Only servers with a file
  // need it.
  const sqlite = process.getBuiltinModule('node:sqlite') as typeof import('node:sqlite') | undefined;
  let database: DatabaseSync | undefined;
  try {
    if (sqlite !== undefined) database = new sqlite.DatabaseSync(file);
    if (database?.isOpen === undefined) throw new Error('--db needs Node 22.15 or later');
    const found = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (found !== 0 && found !== formatVersion) throw new Error(`it is of version ${found}, this server's is ${formatVersion}`);
    database.exec(prepare);
    database.exec(`PRAGMA user_version = ${formatVersion}`);
    return database;
  } catch (cause) {
    database?.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    const hint = reason === 'database is locked' ? ': another server keeps its state there' : '';
    throw new Error(`cannot keep the state in ${file}: ${reason}${hint}`, { cause });
  }
}
