/**
 * The journal on PostgreSQL: processes on several machines share it, and take over from those that die. Start with {@link openPostgresJournal}.
 *
 * @module @cloudpay/journal-postgres
 */

export type { PostgresClient, PostgresPool, PostgresQuery } from './database/pool.ts';
export type { PostgresTrouble } from './database/reason.ts';
export { type JournalSqlOptions, journalSql } from './layout/journal-sql.ts';
export { openPostgresJournal, type PostgresJournalOptions } from './open-postgres-journal.ts';
