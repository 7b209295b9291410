import type { ClaimRequest, RecordKey, StoredRecord } from '@cloudpay/payments';
import type { Database } from '../database/database.ts';
import type { Names } from '../layout/names.ts';
import { nobody } from '../layout/steps.ts';
import type { Heartbeat } from './heartbeat.ts';
import { columns, type Row, storedOf } from './stored.ts';

/** The most records that one statement takes. */
const largest = 256;

/** Finds undecided records: those that may be taken, and those that others hold. */
export class Claimer {
  readonly #database: Database;
  readonly #names: Names;
  readonly #heartbeat: Heartbeat;

  constructor(database: Database, names: Names, heartbeat: Heartbeat) {
    this.#database = database;
    this.#names = names;
    this.#heartbeat = heartbeat;
  }

  async claim({ merchants, limit, live }: ClaimRequest): Promise<readonly StoredRecord[]> {
    await this.#heartbeat.markTheDead();
    const claimed: Row[] = [];
    for (;;) {
      const most = Math.min(largest, limit - claimed.length);
      if (most <= 0) break;
      const more = await this.#take(merchants, most, [...live, ...claimed]);
      claimed.push(...more);
      if (more.length < most) break;
    }
    return claimed.map(storedOf);
  }

  async heldElsewhere({ merchants, limit }: Omit<ClaimRequest, 'live'>): Promise<readonly StoredRecord[]> {
    const { orders, holders } = this.#names;
    const { rows } = await this.#database.run<Row>({
      isWrite: false,
      text: `select ${columns(this.#names, '$2')} from ${orders} o
        where undecided_since is not null and out_sub_mch_id = any($1::text[])
          and holder = any(array(select id from ${holders} where not is_dead and id <> all($2::uuid[])))
        order by undecided_since, number limit $3`,
      values: [merchants, this.#heartbeat.ids, limit],
    });
    return rows.map(storedOf);
  }

  /**
   * The condition names no other table's row: PostgreSQL checks a row that has changed once more, with the old rows of what it is joined to.
   * So the dead are an array, and what two claims see as free goes to one of them.
   */
  async #take(merchants: readonly string[], limit: number, left: readonly RecordKey[]): Promise<readonly Row[]> {
    const { orders, holders } = this.#names;
    const { rows } = await this.#database.run<Row>({
      isWrite: true,
      text: `with free as materialized (
          select out_sub_mch_id, number from ${orders}
          where undecided_since is not null and out_sub_mch_id = any($1::text[])
            and holder = any(array(select id from ${holders} where is_dead) || $2::uuid[] || '${nobody}'::uuid)
            and (out_sub_mch_id, number) not in (select * from unnest($3::text[], $4::text[]))
          order by undecided_since, number limit $5 for update skip locked),
        taken as (
          update ${orders} o set holder = $6::uuid, version = o.version + 1, changed_at = clock_timestamp()
          from free where o.out_sub_mch_id = free.out_sub_mch_id and o.number = free.number
          returning o.*)
        select ${columns(this.#names, '$2')} from taken o order by undecided_since, number`,
      values: [
        merchants,
        this.#heartbeat.ids,
        left.map(({ outSubMchId }) => outSubMchId),
        left.map(({ number }) => number),
        limit,
        this.#heartbeat.id,
      ],
    });
    return rows;
  }
}
