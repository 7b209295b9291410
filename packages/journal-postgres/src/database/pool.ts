import pg from 'pg';

/** A query, as `pg` takes it. It has no name: a pooler may give each query another connection. */
export interface PostgresQuery {
  readonly text: string;
  readonly values?: unknown[];
  /** Milliseconds until the query rejects. */
  readonly query_timeout?: number;
}

/** What is used of a client of `pg`. */
export interface PostgresClient {
  /** Runs one query, or many without values. */
  query(query: PostgresQuery): Promise<{ readonly rows: unknown[] }>;
  /** Hears notices of the server, and errors of the connection. */
  on(event: 'notice' | 'error', listener: (message: { readonly routine?: string | undefined }) => void): unknown;
  /** Hears them no more. */
  off(event: 'notice' | 'error', listener: (message: { readonly routine?: string | undefined }) => void): unknown;
  /**
   * Gives the connection back.
   *
   * @param destroy closes the connection, which is not fit for use any more
   */
  release(destroy?: boolean): void;
}

/** What is used of a `Pool` of `pg`. */
export interface PostgresPool {
  /** Takes a connection, or waits for one. */
  connect(): Promise<PostgresClient>;
}

/** A pool of the journal's own. */
export interface OwnPool extends PostgresPool {
  end(): Promise<void>;
}

/**
 * One connection for writes, one for reads, one for claims and one for the heartbeat.
 *
 * @param timeout milliseconds for a connection
 */
export function openPool(url: string, timeout: number): OwnPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: timeout,
    keepAlive: true,
    application_name: 'cloudpay-journal',
    // An idle connection does not keep the process alive.
    allowExitOnIdle: true,
  });
  // An idle connection was lost. The next query makes another one.
  pool.on('error', () => {});
  return pool;
}
