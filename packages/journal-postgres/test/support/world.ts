import type { JournalStore } from '@cloudpay/payments';
import { onTestFinished } from 'vitest';
import { openPostgresStore, type PostgresJournalOptions } from '../../src/open-postgres-journal.ts';
import { type TestDatabase, withSettings } from './database.ts';

/** The server's clock in the hands of a test: a function of the same name that is found first. */
const clock = (schema: string) => `create schema ${schema};
  create table ${schema}.shift (ms bigint not null);
  insert into ${schema}.shift values (0);
  create function ${schema}.clock_timestamp() returns timestamptz language sql volatile as
    'select pg_catalog.clock_timestamp() + (select ms from ${schema}.shift) * interval ''1 ms''';`;

interface Process {
  runs: boolean;
  beat: () => Promise<void>;
}

/** Processes that share one journal. Time passes when a test says so. */
export class PostgresWorld {
  readonly schema: string;
  readonly #database: TestDatabase;
  readonly #clock: string;
  readonly #processes = new Map<object, Process>();
  #isReady = false;

  constructor(database: TestDatabase) {
    this.#database = database;
    this.schema = database.freshSchema();
    this.#clock = `${this.schema}_clock`;
  }

  /** The database, with the clock of this world. */
  get url(): string {
    return withSettings(this.#database.url, `-c search_path=${this.#clock},pg_catalog,public`);
  }

  /** Another process. With a `pool` it has no URL. */
  async open(options: PostgresJournalOptions = {}): Promise<JournalStore> {
    if (!this.#isReady) await this.#database.query(clock(this.#clock));
    this.#isReady = true;
    const process: Process = { runs: true, beat: async () => {} };
    const every = (_: number, beat: () => Promise<void>) => {
      process.beat = beat;
      return () => {
        process.runs = false;
      };
    };
    const where = options.pool ? {} : { url: this.url };
    const store = await openPostgresStore({ ...where, schema: this.schema, ...options }, { every });
    onTestFinished(() => store.close());
    this.#processes.set(store, process);
    return store;
  }

  /** A process beats no more. */
  async kill(store: object): Promise<void> {
    (this.#processes.get(store) as Process).runs = false;
  }

  /** A process that stood still goes on. */
  wake(store: object): void {
    (this.#processes.get(store) as Process).runs = true;
  }

  /** Lets time pass, second by second: who lives beats. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1_000) {
      await this.jump(Math.min(left, 1_000));
      await this.beat();
    }
  }

  /** Sets the clock of the server, which nobody sees coming. */
  async jump(ms: number): Promise<void> {
    await this.#database.query(`update ${this.#clock}.shift set ms = ms + $1`, [ms]);
  }

  async beat(): Promise<void> {
    await Promise.all([...this.#processes.values()].filter(({ runs }) => runs).map(({ beat }) => beat()));
  }
}
