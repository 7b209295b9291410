import type { Database } from '../database/database.ts';
import { PostgresReason } from '../database/reason.ts';
import type { Names } from './names.ts';

interface Server {
  readonly isStandby: boolean;
  readonly readOnly: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly encoding: string;
}

/** @throws PostgresReason when the server cannot keep a journal: it may only read, or does not wait for its disk */
export async function checkServer(database: Database): Promise<void> {
  const { rows } = await database.run<Server>({
    isWrite: false,
    text: `select pg_is_in_recovery() as "isStandby", current_setting('transaction_read_only') as "readOnly",
      current_setting('fsync') as fsync, current_setting('synchronous_commit') as "synchronousCommit",
      current_setting('server_encoding') as encoding`,
  });
  const [{ isStandby, readOnly, fsync, synchronousCommit, encoding }] = rows as [Server];
  if (isStandby) throw new PostgresReason('readOnly', 'the server is a standby');
  if (readOnly !== 'off') throw new PostgresReason('readOnly', 'transactions of this role, database or server are read only');
  if (fsync !== 'on') throw new PostgresReason('notDurable', 'fsync is off');
  if (synchronousCommit === 'off') throw new PostgresReason('notDurable', 'synchronous_commit is off');
  if (encoding !== 'UTF8') throw new PostgresReason('layout', `the encoding of the database is ${encoding}, and must be UTF8`);
}

/** What the program does with each table. */
const needed = { orders: ['select', 'insert', 'update'], holders: ['select', 'insert', 'update', 'delete'] } as const;

/** @throws PostgresReason `readOnly` when the role lacks a privilege on the tables */
export async function checkPrivileges(database: Database, names: Names): Promise<void> {
  const wanted = Object.entries(needed).flatMap(([table, privileges]) =>
    privileges.map((privilege) => ({ table: names[table as keyof typeof needed], privilege })),
  );
  const { rows } = await database.run<{ missing: string }>({
    isWrite: false,
    text: `select privilege || ' on ' || name as missing from unnest($1::text[], $2::text[]) as wanted(name, privilege)
      where not has_table_privilege(name, privilege)`,
    values: [wanted.map(({ table }) => table), wanted.map(({ privilege }) => privilege)],
  });
  if (rows.length === 0) return;
  throw new PostgresReason('readOnly', `the role lacks ${rows.map(({ missing }) => missing).join(', ')}`);
}
