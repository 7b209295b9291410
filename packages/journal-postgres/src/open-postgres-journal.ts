import { ArgumentError } from '@cloudpay/core';
import type { JournalStore } from '@cloudpay/payments';
import { Database } from './database/database.ts';
import { faultOf } from './database/fault.ts';
import { openPool, type PostgresPool } from './database/pool.ts';
import { guarded } from './database/reason.ts';
import { checkPrivileges, checkServer } from './layout/check-server.ts';
import { namesIn } from './layout/names.ts';
import { prepareLayout } from './layout/prepare-layout.ts';
import { PostgresStore } from './store/postgres-store.ts';
import { realTime, type StoreTime } from './store/time.ts';

/** Where the journal is, and how patient it is. Give either `url` or `pool`. */
export interface PostgresJournalOptions {
  /** `postgres://user:password@host/database`. The journal opens four connections at most, and closes them. */
  readonly url?: string;
  /**
   * A pool of the caller's, of `pg`, with two connections or more and a `connectionTimeoutMillis`. It is not closed with the journal.
   */
  readonly pool?: PostgresPool;
  /** The schema of the tables: lower-case letters, digits and underscores. It is made when it is missing. Default: `cloudpay`. */
  readonly schema?: string;
  /** Milliseconds for one try of a statement. A call tries for twice that at most. Default: 2000. */
  readonly timeout?: number;
  /** Milliseconds between two heartbeats. Default: 1000. */
  readonly beatEvery?: number;
  /**
   * Milliseconds without a heartbeat until a process is dead and the others take its orders over. At least twice `beatEvery`, and the same for
   * all processes. Default: 4000.
   */
  readonly deadAfter?: number;
}

/**
 * PostgreSQL 日志: processes on several machines share one journal on a PostgreSQL server (14 or newer), and take over from those that die.
 *
 * Makes its tables when they are missing, or newer ones are needed; `journalSql` prints the statements for who would run them by hand. A write
 * has reached the disks when it resolves. Writes that are asked for together are committed together. A pooler in transaction mode works.
 *
 * @throws ArgumentError (field `url`, `schema`, `timeout`, `beatEvery` or `deadAfter`)
 * @throws CloudPayError `JOURNAL_UNAVAILABLE`; `cause.code` is a {@link PostgresTrouble}: the server cannot be reached, may only be read, does not
 * keep what it commits (`fsync` or `synchronous_commit` is off), or has other tables
 * @example const journal = await openPostgresJournal({ url: 'postgres://cloudpay@db.example/cloudpay' });
 */
export function openPostgresJournal(options: PostgresJournalOptions): Promise<JournalStore> {
  return openPostgresStore(options, realTime);
}

/** {@link openPostgresJournal} in a time of the caller's. */
export async function openPostgresStore(options: PostgresJournalOptions, time: StoreTime): Promise<JournalStore> {
  const { url, pool, schema = 'cloudpay', timeout = 2_000, beatEvery = 1_000, deadAfter = 4_000 } = options;
  const names = namesIn(schema);
  checkMilliseconds('timeout', timeout);
  checkMilliseconds('beatEvery', beatEvery);
  checkMilliseconds('deadAfter', deadAfter);
  if (deadAfter < 2 * beatEvery) {
    throw new ArgumentError('deadAfter', '应至少为 beatEvery 的两倍 (must be at least twice beatEvery)');
  }
  const { connections, end } = poolOf(url, pool, timeout);
  const database = new Database(connections, timeout);
  return guarded(async () => {
    try {
      await checkServer(database);
      await prepareLayout(database, names);
      await checkPrivileges(database, names);
      return await PostgresStore.start(database, names, { every: beatEvery, deadAfter }, time, end);
    } catch (error) {
      await end();
      throw faultOf(error, false).reason;
    }
  });
}

function poolOf(url: string | undefined, pool: PostgresPool | undefined, timeout: number) {
  if (pool !== undefined && url === undefined) return { connections: pool, end: async () => {} };
  // The message names no part of it: it holds the password.
  if (pool !== undefined || url === undefined || !/^postgres(?:ql)?:\/\//.test(url)) {
    throw new ArgumentError(
      'url',
      '应为 postgres:// 地址，或改为提供 pool (must be a postgres:// URL, or left out for a pool)',
    );
  }
  const own = openPool(url, timeout);
  return { connections: own, end: () => own.end() };
}

function checkMilliseconds(field: string, value: number): void {
  if (!Number.isInteger(value) || value < 1 || value > 600_000) {
    throw new ArgumentError(
      field,
      '应为 1 到 600000 的整数，单位毫秒 (must be a whole number of milliseconds from 1 to 600000)',
    );
  }
}
