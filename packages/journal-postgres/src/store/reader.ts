import type { RecordKey } from '@cloudpay/payments';
import type { Database } from '../database/database.ts';
import type { Names } from '../layout/names.ts';
import type { Heartbeat } from './heartbeat.ts';
import { columns, type Row } from './stored.ts';

/** Reads records, many by one statement. */
export class Reader {
  readonly #database: Database;
  readonly #names: Names;
  readonly #heartbeat: Heartbeat;

  constructor(database: Database, names: Names, heartbeat: Heartbeat) {
    this.#database = database;
    this.#names = names;
    this.#heartbeat = heartbeat;
  }

  /** @returns what stands for each key, in their order */
  async read(keys: readonly RecordKey[]): Promise<readonly (Row | undefined)[]> {
    const { rows } = await this.#database.run<Row & { at: string }>({
      isWrite: false,
      text: `select k.at::text as at, ${columns(this.#names, '$3')}
        from unnest($1::text[], $2::text[]) with ordinality as k(out_sub_mch_id, number, at)
        join ${this.#names.orders} o using (out_sub_mch_id, number)`,
      values: [keys.map(({ outSubMchId }) => outSubMchId), keys.map(({ number }) => number), this.#heartbeat.ids],
    });
    const found = new Map(rows.map((row) => [Number(row.at) - 1, row]));
    return keys.map((_, at) => found.get(at));
  }
}
