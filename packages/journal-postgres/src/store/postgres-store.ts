import type { ClaimRequest, JournalStore, JournalWrite, RecordKey, StoredRecord, Written } from '@cloudpay/payments';
import type { Database } from '../database/database.ts';
import { guarded } from '../database/reason.ts';
import type { Names } from '../layout/names.ts';
import { Batches } from './batches.ts';
import { Claimer } from './claimer.ts';
import { type Beats, Heartbeat } from './heartbeat.ts';
import { Reader } from './reader.ts';
import { type Row, storedOf, textOf } from './stored.ts';
import type { StoreTime } from './time.ts';
import { type PendingWrite, pendingWrite, Writer } from './writer.ts';

/** A journal in a database whose tables are there. */
export class PostgresStore implements JournalStore {
  readonly #database: Database;
  readonly #endPool: () => Promise<void>;
  readonly #heartbeat: Heartbeat;
  readonly #claimer: Claimer;
  readonly #reads: Batches<RecordKey, Row | undefined>;
  readonly #writes: Batches<PendingWrite, Written>;
  #closing: Promise<void> | undefined;

  private constructor(database: Database, names: Names, beats: Beats, endPool: () => Promise<void>) {
    this.#database = database;
    this.#endPool = endPool;
    this.#heartbeat = new Heartbeat(database, names, beats);
    this.#claimer = new Claimer(database, names, this.#heartbeat);
    const reader = new Reader(database, names, this.#heartbeat);
    const writer = new Writer(database, names, this.#heartbeat, reader);
    this.#reads = new Batches(textOf, async (keys) =>
      (await reader.read(keys)).map((value) => ({ status: 'fulfilled', value })),
    );
    this.#writes = new Batches(
      ({ record }) => textOf({ outSubMchId: record.outSubMchId, number: record.outTradeNo }),
      (writes) => writer.write(writes),
    );
  }

  /** @param endPool closes the connections, when they are the store's own */
  static async start(
    database: Database,
    names: Names,
    beats: Beats,
    time: StoreTime,
    endPool: () => Promise<void>,
  ): Promise<PostgresStore> {
    const store = new PostgresStore(database, names, beats, endPool);
    await store.#heartbeat.start(time);
    return store;
  }

  read(key: RecordKey): Promise<StoredRecord | undefined> {
    return guarded(async () => {
      const row = await this.#reads.add(key);
      return row && storedOf(row);
    });
  }

  write(write: JournalWrite): Promise<Written> {
    return guarded(() => this.#writes.add(pendingWrite(write)));
  }

  claim(request: ClaimRequest): Promise<readonly StoredRecord[]> {
    return guarded(() => this.#claimer.claim(request));
  }

  heldElsewhere(request: Omit<ClaimRequest, 'live'>): Promise<readonly StoredRecord[]> {
    return guarded(() => this.#claimer.heldElsewhere(request));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#writes.finish();
    // All that was promised is written. Where the server cannot be reached, silence lets go as well.
    await this.#heartbeat.stop().catch(() => undefined);
    this.#database.close();
    await this.#endPool();
  }
}
