import { randomUUID } from 'node:crypto';
import { sharedServer } from '@cloudpay/test-postgres';
import pg from 'pg';
import { afterAll } from 'vitest';

/** A database for one test file. */
export interface TestDatabase {
  readonly url: string;
  /** @returns the rows of a statement, past the journal */
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** The name of a schema that is not there yet. */
  freshSchema(): string;
}

/** @returns undefined where there is no server: the tests of the file are skipped */
export async function testDatabase(): Promise<TestDatabase | undefined> {
  const server = await sharedServer();
  if (server === undefined) return undefined;
  const name = `cloudpay_${randomUUID().replaceAll('-', '')}`;
  await once(server, `create database ${name} template template0 encoding 'UTF8'`);
  const url = new URL(server);
  url.pathname = name;
  const database = databaseAt(url.href);
  afterAll(async () => {
    await database.end();
    await once(server, `drop database ${name} with (force)`);
  });
  return database;
}

/** A database that is there. */
export function databaseAt(url: string): TestDatabase & { end(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  // The server is stopped by some tests, and the database goes at the end.
  pool.on('error', () => {});
  let schemas = 0;
  return {
    url,
    query: async (text, values) => (await pool.query(text, values)).rows,
    freshSchema: () => `journal${++schemas}`,
    end: () => pool.end(),
  };
}

async function once(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text);
  await client.end();
}

/** A URL whose sessions have other settings. */
export function withSettings(url: string, settings: string): string {
  const changed = new URL(url);
  changed.searchParams.set('options', settings);
  return changed.href;
}

/** How the tests are called where there is no server. */
export const title = (database: TestDatabase | undefined, text: string) =>
  database === undefined ? `${text} (skipped: no PostgreSQL server fits this machine)` : text;
