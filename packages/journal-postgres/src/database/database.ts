import { setTimeout as pause } from 'node:timers/promises';
import { faultOf } from './fault.ts';
import type { PostgresClient, PostgresPool, PostgresQuery } from './pool.ts';
import { PostgresReason } from './reason.ts';

/** A statement that may be executed again: a second time it does nothing, or the same. */
export interface Statement {
  readonly text: string;
  readonly values?: unknown[];
  readonly isWrite: boolean;
}

/** What a statement came to. */
export interface Executed<Row> {
  readonly rows: readonly Row[];
  /** It was executed more than once, or may have been. */
  readonly isRepeated: boolean;
}

/** The data of a statement were refused. */
export class DataError extends PostgresReason {}

/** The server says that it gave up waiting for its standby: what was committed is on its own disk alone. */
const cancelledWait = 'SyncRepWaitForLSN';

/** Executes statements, each in a transaction of its own, on whatever connection is free. A connection that is lost is replaced. */
export class Database {
  readonly #pool: PostgresPool;
  readonly #timeout: number;
  #isClosed = false;

  /** @param timeout milliseconds for one try. A statement takes twice that at most. */
  constructor(pool: PostgresPool, timeout: number) {
    this.#pool = pool;
    this.#timeout = timeout;
  }

  /** Statements from now on are refused. */
  close(): void {
    this.#isClosed = true;
  }

  /** @throws PostgresReason */
  async run<Row>({ text, values, isWrite }: Statement): Promise<Executed<Row>> {
    const deadline = performance.now() + 2 * this.#timeout;
    let doubt: PostgresReason | undefined;
    for (let tries = 1; ; tries += 1) {
      if (this.#isClosed) throw new PostgresReason('unreachable', 'the journal is closed');
      const within = Math.min(this.#timeout, deadline - performance.now());
      let wasSent = false;
      try {
        const rows = await this.withClient(within, async (client) => {
          wasSent = true;
          const query = { text, ...(values && { values }), query_timeout: Math.ceil(within) };
          return isWrite ? await durably(client, query) : (await client.query(query)).rows;
        });
        return { rows: rows as Row[], isRepeated: doubt !== undefined };
      } catch (error) {
        const { reason, isPassing, isWithoutEffect, isOfData } = faultOf(error, wasSent);
        if (isOfData) throw new DataError(reason.code, reason.message);
        if (isWrite && !isWithoutEffect && doubt?.code !== 'notDurable') {
          doubt = reason.code === 'notDurable' ? reason : new PostgresReason('inDoubt', reason.message);
        }
        const wait = 25 * 2 ** Math.min(tries, 4);
        if (!isPassing || performance.now() + wait >= deadline) throw doubt ?? reason;
        await pause(wait);
      }
    }
  }

  /**
   * Lends a connection.
   *
   * @param within milliseconds for getting one
   */
  async withClient<T>(within: number, use: (client: PostgresClient) => Promise<T>): Promise<T> {
    const client = await this.#connect(within);
    let isLost = false;
    // Without a listener an error of the connection would end the process.
    const onError = () => {
      isLost = true;
    };
    client.on('error', onError);
    try {
      return await use(client);
    } catch (error) {
      isLost ||= faultOf(error, true).isConnectionLost;
      throw error;
    } finally {
      client.off('error', onError);
      client.release(isLost);
    }
  }

  async #connect(within: number): Promise<PostgresClient> {
    const late = new AbortController();
    const connecting = this.#pool.connect();
    const timeout = pause(within, undefined, { signal: late.signal, ref: false }).then(() => {
      // A connection that comes too late goes back.
      connecting.then((client) => client.release()).catch(() => undefined);
      throw new PostgresReason('timeout', 'timeout: no connection in time');
    });
    timeout.catch(() => undefined);
    try {
      return await Promise.race([connecting, timeout]);
    } finally {
      late.abort();
    }
  }
}

/** @throws PostgresReason `notDurable` when the commit did not wait for the standby that it should wait for */
async function durably(client: PostgresClient, query: PostgresQuery): Promise<readonly unknown[]> {
  let isDurable = true;
  const onNotice = ({ routine }: { readonly routine?: string | undefined }) => {
    if (routine === cancelledWait) isDurable = false;
  };
  client.on('notice', onNotice);
  try {
    const { rows } = await client.query(query);
    if (isDurable) return rows;
    throw new PostgresReason('notDurable', 'the wait for the standby was cancelled');
  } finally {
    client.off('notice', onNotice);
  }
}
