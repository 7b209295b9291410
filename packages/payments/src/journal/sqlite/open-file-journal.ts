import { ArgumentError } from '@cloudpay/core';
import { journalError } from '../errors.ts';
import type { JournalStore } from '../store.ts';
import { checkOfFiles } from './file-check.ts';
import { prepareLayout } from './layout.ts';
import { whenUnlocked } from './lock.ts';
import { realTime, type StoreTime } from './real-time.ts';
import { SqliteStore } from './sqlite-store.ts';

/** How a file journal is opened. */
export interface FileJournalOptions {
  /**
   * 子商户号: whose the records are that name no merchant, in a file that an older version of the SDK has written. Needed only
   * where the file does not say it.
   */
  readonly outSubMchId?: string;
}

/**
 * 文件日志: keeps the journal in an SQLite file, through the SQLite that comes with Node: no native addon to build on a till, and a
 * file format that outlives crashes and that support staff can read. Several processes of one machine may share the file, on a
 * local disk.
 *
 * A write has reached the disk when it resolves. Writes that are asked for together are made durable together.
 *
 * @param file a path, or a `file:` URL; the file and its folder are made when missing, readable by their owner only
 * @throws ArgumentError (field `file`) for `:memory:`, for a URL in text, and for what is no path
 * @throws CloudPayError `JOURNAL_UNAVAILABLE` when the file is locked, read-only, damaged, not a journal, or of a newer version
 * @example const journal = await openFileJournal('/var/lib/till/journal.db');
 */
export async function openFileJournal(file: string | URL, options: FileJournalOptions = {}): Promise<JournalStore> {
  return openSqliteStore(pathOf(file), options, realTime);
}

/** {@link openFileJournal} at a path, in a time of the caller's. */
export async function openSqliteStore(path: string, options: FileJournalOptions, time: StoreTime): Promise<JournalStore> {
  try {
    const { chmodSync, closeSync, existsSync, mkdirSync, openSync } = process.getBuiltinModule('node:fs');
    const { dirname } = process.getBuiltinModule('node:path');
    const sqlite = process.getBuiltinModule('node:sqlite');
    if (sqlite === undefined) throw tooOld();
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // SQLite gives its other files the mode of this one, from the moment at which it makes them.
    closeSync(openSync(path, 'a', 0o600));
    for (const name of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(name)) chmodSync(name, 0o600);
    const database = new sqlite.DatabaseSync(path);
    try {
      // Told since 22.16. Without it nobody knows whether SQLite took a failed write back, or left that to us.
      if (database.isTransaction === undefined) throw tooOld();
      await whenUnlocked(time, () => prepareLayout(database, options.outSubMchId));
      return new SqliteStore(database, checkOfFiles(path), time);
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw journalError(error);
  }
}

function tooOld(): Error {
  return new Error(
    '文件日志需要 node:sqlite：Node 22.16 或更新，未用参数关闭 (a file journal needs node:sqlite: Node 22.16 or newer, not switched off)',
  );
}

function pathOf(file: string | URL): string {
  const { resolve } = process.getBuiltinModule('node:path');
  const path = typeof file === 'string' ? file : pathOfUrl(file);
  if (path === undefined || path === '' || path.includes('\0')) {
    throw new ArgumentError('file', '应为文件路径或 file: URL 对象 (must be a path, or a URL object with file:)');
  }
  if (path.startsWith(':memory:')) {
    throw new ArgumentError('file', '内存日志请用 createMemoryJournal (for a journal in memory use createMemoryJournal)');
  }
  if (/^file:/i.test(path)) {
    throw new ArgumentError('file', 'file: 地址请用 new URL(…) (a file: address must be a URL object: new URL(…))');
  }
  return resolve(path);
}

/** @returns undefined for what is no URL of a file on this machine */
function pathOfUrl(file: URL): string | undefined {
  const { fileURLToPath } = process.getBuiltinModule('node:url');
  try {
    return fileURLToPath(file);
  } catch {
    return undefined;
  }
}
