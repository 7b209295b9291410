import type { Database } from '../database/database.ts';
import { faultOf } from '../database/fault.ts';
import type { PostgresClient } from '../database/pool.ts';
import { PostgresReason } from '../database/reason.ts';
import { layoutLock, stepSql } from './journal-sql.ts';
import type { Names } from './names.ts';
import { layoutSteps, newestLayout } from './steps.ts';

/** How long the tables may take to be made, in milliseconds: others may be making them. */
const longestMigration = 60_000;

interface Found {
  readonly version: number;
  readonly oldestReader: number;
}

/**
 * Makes the tables that are missing. Several processes may do so at once: one of them does, under a lock that ends with its transaction.
 *
 * @throws PostgresReason `layout` when the tables are of a newer version, or not ours
 */
export async function prepareLayout(database: Database, names: Names): Promise<void> {
  await database.withClient(longestMigration, async (client) => {
    const query = (text: string) => client.query({ text, query_timeout: longestMigration });
    if (isReady(await findLayout(client, names))) return;
    await query('begin isolation level read committed');
    try {
      await query(layoutLock);
      const found = await findLayout(client, names);
      if (!isReady(found)) {
        if (!(await exists(client, `pg_namespace where nspname = '${names.name}'`)))
          await query(`create schema ${names.schema}`);
        for (const step of layoutSteps) if (step.version > found.version) await query(stepSql(step, names));
      }
      await query('commit');
    } catch (error) {
      await query('rollback').catch(() => undefined);
      throw refusedToCreate(error);
    }
  });
}

function isReady({ version, oldestReader }: Found): boolean {
  if (oldestReader > newestLayout) {
    throw new PostgresReason(
      'layout',
      `the tables have layout ${version}; this version of the SDK knows layout ${newestLayout}`,
    );
  }
  return version >= newestLayout;
}

async function findLayout(client: PostgresClient, names: Names): Promise<Found> {
  // The tables of the catalogue, and not `to_regclass`, which may still not know what another one has made while we waited for the lock.
  const table = `pg_class join pg_namespace n on n.oid = relnamespace where nspname = '${names.name}' and relname = 'layout'`;
  if (!(await exists(client, table))) return { version: 0, oldestReader: 0 };
  const text = `select version, oldest_reader as "oldestReader" from ${names.layout} order by version desc limit 1`;
  const { rows } = await client.query({ text, query_timeout: longestMigration });
  const [newest] = rows as Found[];
  if (newest === undefined) throw new PostgresReason('layout', `${names.layout} is empty`);
  return newest;
}

async function exists(client: PostgresClient, what: string): Promise<boolean> {
  const { rows } = await client.query({ text: `select exists (select from ${what}) as it`, query_timeout: longestMigration });
  return (rows as { it: boolean }[])[0]?.it === true;
}

/** A table of that name is there, or the role may not make one. */
function refusedToCreate(error: unknown): unknown {
  const { reason } = faultOf(error, true);
  const { code } = error as { code?: unknown };
  return code === '42501' || code === '42P07' ? new PostgresReason('layout', reason.message) : error;
}
