import pg from 'pg';
import { onTestFinished } from 'vitest';
import type { PostgresPool, PostgresQuery } from '../../src/index.ts';

/** A caller's pool, that changes the text of statements. */
export function wrappedPool(url: string, textOf: (text: string) => string): PostgresPool & { readonly asked: PostgresQuery[] } {
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 1_000 });
  pool.on('error', () => {});
  onTestFinished(() => pool.end());
  const asked: PostgresQuery[] = [];
  return {
    asked,
    async connect() {
      const client = await pool.connect();
      return {
        query(query) {
          asked.push(query);
          return client.query({ ...query, text: textOf(query.text) });
        },
        on: (event, listener) => client.on(event, listener),
        off: (event, listener) => client.off(event, listener),
        release: (destroy) => client.release(destroy),
      };
    },
  };
}
