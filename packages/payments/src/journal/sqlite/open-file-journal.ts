import { ArgumentError } from '@cloudpay/core';
import { journalError } from '../errors.ts';
import type { JournalStore } from '../store.ts';
import { checkOfFiles } from './file-check.ts';
import { prepareLayout } from './layout.ts';
import { whenUnlocked } from './lock.ts';
import { realTime, type StoreTime } from './real-time.ts';
import { SqliteStore } from './sqlite-store.ts';

/** The options of {@link openFileJournal}. */
export interface FileJournalOptions {
  /**
   * 子商户号: the merchant of the records without one, in a file that an older version of the SDK has written. Needed only if the
   * file does not show it.
   */
  readonly outSubMchId?: string;
}

/**
 * 文件日志: keeps the journal in an SQLite file, with the SQLite of Node: a till needs no native addon. The file survives crashes,
 * and support staff can read it. Several processes of one machine may share the file, on a local disk.
 *
 * A write is on the disk when it resolves. Concurrent writes share one commit.
 *
 * @param file a path, or a `file:` URL; a missing file and its folder are created, readable by their owner only
 * @param options `outSubMchId`, for a file of an older version
 * @returns the journal for `Payments` or `openPayments`
 * @throws ArgumentError (field `file`) for `:memory:`, for a URL as text, and for what is not a path
 * @throws CloudPayError `JOURNAL_UNAVAILABLE` when the file is locked, read-only, damaged, not a journal, or of a newer version
 * @example const journal = await openFileJournal('/var/lib/till/journal.db');
 */
export async function openFileJournal(file: string | URL, options: FileJournalOptions = {}): Promise<JournalStore> {
  return openSqliteStore(pathOf(file), options, realTime);
}

/** {@link openFileJournal} with a given path and time. */
export async function openSqliteStore(path: string, options: FileJournalOptions, time: StoreTime): Promise<JournalStore> {
  try {
    const { chmodSync, closeSync, existsSync, mkdirSync, openSync } = process.getBuiltinModule('node:fs');
    const { dirname } = process.getBuiltinModule('node:path');
    const sqlite = process.getBuiltinModule('node:sqlite');
    if (sqlite === undefined) throw tooOld();
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // SQLite creates its other files with the mode of this one.
    closeSync(openSync(path, 'a', 0o600));
    for (const name of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(name)) chmodSync(name, 0o600);
    const database = new sqlite.DatabaseSync(path);
    try {
      // Node has this property since 22.16. Without it, nobody knows whether SQLite rolled back a failed write.
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

/** @returns undefined for a URL that is not a file of this machine */
function pathOfUrl(file: URL): string | undefined {
  const { fileURLToPath } = process.getBuiltinModule('node:url');
  try {
    return fileURLToPath(file);
  } catch {
    return undefined;
  }
}
