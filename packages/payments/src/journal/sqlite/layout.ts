import type { DatabaseSync } from 'node:sqlite';
import { JournalReason } from '../errors.ts';
import { upgradeFromLayout1 } from './upgrade.ts';

/** Marks the file as a Cloud Pay journal. `layout` is the version of its tables. */
const applicationId = 0x636c_6470;
const layout = 2;

/**
 * Checks that a database is a journal, and creates or upgrades its tables.
 *
 * @param onlyMerchant the merchant of records without one, in a file of the first layout
 */
export function prepareLayout(database: DatabaseSync, onlyMerchant: string | undefined): void {
  database.exec('PRAGMA busy_timeout = 0');
  // One statement reads one state of the file: another process may be creating the journal right now.
  const { owner, found, tables } = database
    .prepare(
      `SELECT application_id AS owner, user_version AS found, (SELECT count(*) FROM sqlite_schema) AS tables
       FROM pragma_application_id, pragma_user_version`,
    )
    .get() as { owner: number; found: number; tables: number };
  if (tables > 0 && owner !== applicationId)
    throw new JournalReason('layout', 'the file is a database, but not a Cloud Pay journal');
  if (tables > 0 && found > layout) {
    throw new JournalReason('layout', `the journal has layout ${found}; this version of the SDK knows layouts up to ${layout}`);
  }
  const { quick_check: health } = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
  if (health !== 'ok') throw new JournalReason('damaged', `the journal is damaged: ${health}`);
  if (tables > 0 && found === 1) upgradeFromLayout1(database, onlyMerchant, makeTables);
  // WAL lets one process read while another writes; FULL makes each commit reach the disk.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  if (tables === 0) {
    database.exec('BEGIN IMMEDIATE');
    makeTables(database);
    database.exec('COMMIT');
  }
  // Creates the log, whose file is checked from now on.
  database.prepare('SELECT count(*) FROM holders').get();
}

/** Runs within a transaction of the caller. */
function makeTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS records (
      out_sub_mch_id TEXT NOT NULL,
      number TEXT NOT NULL,
      version INTEGER NOT NULL,
      undecided_since INTEGER,
      holder TEXT,
      record TEXT NOT NULL,
      PRIMARY KEY (out_sub_mch_id, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS undecided ON records (out_sub_mch_id, undecided_since) WHERE undecided_since IS NOT NULL;
    CREATE INDEX IF NOT EXISTS held ON records (holder) WHERE holder IS NOT NULL;
    CREATE TABLE IF NOT EXISTS holders (id TEXT PRIMARY KEY, beat INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${layout};`);
}
