import { randomUUID } from 'node:crypto';
import type { JournalWrite, Written } from '@cloudpay/payments';
import { type Database, DataError } from '../database/database.ts';
import { PostgresReason } from '../database/reason.ts';
import type { Names } from '../layout/names.ts';
import { nobody } from '../layout/steps.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Reader } from './reader.ts';
import { storedOf } from './stored.ts';

/** A write, and what tells it from all others: a commit whose acknowledgement was lost is found by it. */
export interface PendingWrite extends JournalWrite {
  readonly writeId: string;
  /** The record, as it was when the write was asked for. */
  readonly text: string;
}

export function pendingWrite(write: JournalWrite): PendingWrite {
  return { ...write, writeId: randomUUID(), text: JSON.stringify(write.record) };
}

interface Outcome {
  readonly isDurable: boolean;
  readonly isRegistered: boolean;
  readonly writeId: string | null;
}

/** Makes many writes durable by one statement. */
export class Writer {
  readonly #database: Database;
  readonly #heartbeat: Heartbeat;
  readonly #reader: Reader;
  readonly #text: string;

  constructor(database: Database, names: Names, heartbeat: Heartbeat, reader: Reader) {
    this.#database = database;
    this.#heartbeat = heartbeat;
    this.#reader = reader;
    this.#text = batchSql(names);
  }

  /** @param writes of different records */
  async write(writes: readonly PendingWrite[]): Promise<readonly PromiseSettledResult<Written>[]> {
    try {
      return (await this.#together(writes)).map((value) => ({ status: 'fulfilled', value }));
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      if (writes.length === 1) return [{ status: 'rejected', reason: error }];
      // One of them is at fault. It must not harm the others.
      const each: PromiseSettledResult<Written>[] = [];
      for (const write of writes) each.push(...(await this.write([write])));
      return each;
    }
  }

  async #together(writes: readonly PendingWrite[]): Promise<readonly Written[]> {
    const { written, isRepeated } = await this.#execute(writes);
    const others = writes.filter(({ writeId }) => !written.has(writeId));
    const current = others.length === 0 ? [] : await this.#reader.read(others.map(keyOf));
    // A first try may have written what the second one found. Whoever is told of it must know that a later commit has reached the disks.
    if (isRepeated) await this.#confirm();
    const byWrite = new Map(others.map(({ writeId }, at) => [writeId, current[at]]));
    return writes.map(({ writeId, version }) => {
      const row = byWrite.get(writeId);
      if (written.has(writeId) || row?.writeId === writeId) return { written: true, version: version + 1 };
      return { written: false, current: row && storedOf(row) };
    });
  }

  async #confirm(): Promise<void> {
    try {
      await this.#heartbeat.beat();
    } catch (error) {
      if (!(error instanceof PostgresReason)) throw error;
      throw new PostgresReason(error.code === 'notDurable' ? error.code : 'inDoubt', error.message);
    }
  }

  async #execute(writes: readonly PendingWrite[]): Promise<{ written: ReadonlySet<string>; isRepeated: boolean }> {
    let wasRepeated = false;
    for (;;) {
      const { id } = this.#heartbeat;
      const { rows, isRepeated } = await this.#database.run<Outcome>({
        isWrite: true,
        text: this.#text,
        values: [...parameters(writes), id],
      });
      wasRepeated ||= isRepeated;
      const [first] = rows as [Outcome];
      if (!first.isDurable) throw new PostgresReason('notDurable', 'fsync or synchronous_commit is off');
      if (first.isRegistered) {
        return { written: new Set(rows.flatMap(({ writeId }) => writeId ?? [])), isRepeated: wasRepeated };
      }
      await this.#heartbeat.registerAnew(id);
    }
  }
}

const keyOf = ({ record }: JournalWrite) => ({ outSubMchId: record.outSubMchId, number: record.outTradeNo });

function parameters(writes: readonly PendingWrite[]): unknown[] {
  return [
    writes.map(({ record }) => record.outSubMchId),
    writes.map(({ record }) => record.outTradeNo),
    writes.map(({ version }) => version),
    writes.map(({ writeId }) => writeId),
    writes.map(({ isUndecided }) => isUndecided),
    writes.map(({ hold }) => hold),
    writes.map(({ text }) => text),
  ];
}

/**
 * All rows are locked in the order of their keys, so that two batches never wait for each other. The versions are compared on the rows that
 * are changed, and not on those that the snapshot has.
 */
function batchSql({ orders, holders }: Names): string {
  const holder = (kept: string) => `case w.hold when 'take' then $8::uuid when 'keep' then ${kept} else '${nobody}' end`;
  const isKeyOf = (one: string) => `${one}.out_sub_mch_id = w.out_sub_mch_id and ${one}.number = w.number`;
  return `with w as materialized (
      select out_sub_mch_id collate "C" as out_sub_mch_id, number collate "C" as number, version, write_id, is_undecided, hold, record
      from unnest($1::text[], $2::text[], $3::bigint[], $4::uuid[], $5::boolean[], $6::text[], $7::json[])
        as w(out_sub_mch_id, number, version, write_id, is_undecided, hold, record)),
    here as materialized (
      select current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off' as is_durable,
        exists (select from ${holders} where id = $8::uuid and not is_dead) as is_registered),
    locked as materialized (
      select o.out_sub_mch_id, o.number from ${orders} o join w on ${isKeyOf('o')}
      where (select is_durable and is_registered from here)
      order by o.out_sub_mch_id, o.number for no key update of o),
    updated as (
      update ${orders} o set version = o.version + 1, write_id = w.write_id, holder = ${holder('o.holder')},
        undecided_since = case when w.is_undecided then coalesce(o.undecided_since, clock_timestamp()) end,
        changed_at = clock_timestamp(), record = w.record
      from locked join w on ${isKeyOf('locked')}
      where ${isKeyOf('o')} and w.version > 0 and o.version = w.version
      returning o.write_id),
    inserted as (
      insert into ${orders} (out_sub_mch_id, number, version, write_id, holder, undecided_since, changed_at, record)
      select out_sub_mch_id, number, 1, write_id, ${holder(`'${nobody}'`)}, case when is_undecided then clock_timestamp() end,
        clock_timestamp(), record
      from w where version = 0 and (select is_durable and is_registered from here)
        and not exists (select from locked where ${isKeyOf('locked')})
      order by out_sub_mch_id, number on conflict do nothing
      returning write_id)
    select here.is_durable as "isDurable", here.is_registered as "isRegistered", done.write_id::text as "writeId"
    from here left join (select write_id from updated union all select write_id from inserted) done on true`;
}
