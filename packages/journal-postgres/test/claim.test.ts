// Records are handed out once, however many ask at once.
import type { JournalStore } from '@cloudpay/payments';
import { describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase, title } from './support/database.ts';
import { claim, order, outSubMchId, put } from './support/records.ts';
import { PostgresWorld } from './support/world.ts';
import { wrappedPool } from './support/wrapped-pool.ts';

const database = await testDatabase();
const given = database as TestDatabase;

/** A process dies with so many records, and others look for them. */
async function withDead(count: number, ...texts: readonly ((text: string) => string)[]) {
  const world = new PostgresWorld(given);
  const victim = await world.open();
  const others = await Promise.all(texts.map((textOf) => world.open({ pool: wrappedPool(world.url, textOf) })));
  await Promise.all(Array.from({ length: count }, (_, at) => put(victim, order(`n${at}`))));
  await world.kill(victim);
  await world.pass(6_000);
  // It is known to be dead from now on.
  await others[0]?.claim({ merchants: [], limit: 1, live: [] });
  return others as [JournalStore, ...JournalStore[]];
}

const asItIs = (text: string) => text;

/**
 * A claim sees what is free, and waits. Another one takes all of it. Then the first one goes on.
 *
 * @returns what both of them took
 */
async function overtaken(textOf: (text: string) => string): Promise<string[]> {
  const waits = `and (select pg_advisory_xact_lock_shared(7)::text is not null) order by undecided_since, number limit`;
  const slow = (text: string) => textOf(text).replace('order by undecided_since, number limit', waits);
  const [late, early] = (await withDead(20, slow, textOf)) as [JournalStore, JournalStore];
  const gate = wrappedPool(given.url, asItIs);
  const client = await gate.connect();
  await client.query({ text: 'select pg_advisory_lock(7)' });
  const lateClaim = claim(late);
  const waiting =
    "select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())";
  while ((await given.query(waiting)).length === 0);
  const taken = await claim(early);
  await client.query({ text: 'select pg_advisory_unlock(7)' });
  client.release();
  return [...taken, ...(await lateClaim)];
}

/** The careless claim: free is what a join finds no living holder for. A row that was overtaken is joined to nothing, and so seems free. */
function byJoin(text: string): string {
  if (!text.includes('taken as')) return text;
  const [, schema] = /from ("\w+")\.orders/.exec(text) as unknown as [string, string];
  return text
    .replace(`from ${schema}.orders\n`, `from ${schema}.orders left join ${schema}.holders on holders.id = orders.holder\n`)
    .replace(/and holder = any\(array.*/, 'and coalesce(is_dead or holder = any($2::uuid[]), true)')
    .replace('for update skip locked', 'for update of orders skip locked');
}

describe.skipIf(database === undefined)(title(database, 'claims'), () => {
  test('no record is handed out twice by three claims at once, and none is left', async () => {
    const others = await withDead(1_000, asItIs, asItIs, asItIs);
    const everything = async (store: JournalStore) => {
      const all: string[] = [];
      for (let more = 1; more > 0; ) {
        const claimed = await claim(store, all, 40);
        all.push(...claimed);
        more = claimed.length;
      }
      return all;
    };
    const numbers = (await Promise.all(others.map(everything))).flat();
    expect(numbers).toHaveLength(1_000);
    expect(new Set(numbers).size).toBe(1_000);
  });

  test('a claim that is overtaken leaves alone what the other one took', async () => {
    expect(await overtaken(asItIs)).toHaveLength(20);
  });

  test('planted: a claim by a join hands out twice what it is overtaken for', async () => {
    expect(await overtaken(byJoin)).toHaveLength(40);
  });

  test('a claim of many asks for a few hundred at a time', async () => {
    const world = new PostgresWorld(given);
    const store = await world.open();
    await Promise.all(Array.from({ length: 2_000 }, (_, at) => put(store, order(`n${at}`), 0, 'release')));
    const pool = wrappedPool(world.url, asItIs);
    const other = await world.open({ pool });
    pool.asked.length = 0;
    expect(new Set(await claim(other)).size).toBe(2_000);
    expect(pool.asked.length).toBeLessThanOrEqual(10);
  });

  test('a claim among many that others hold goes by the index', async () => {
    const world = new PostgresWorld(given);
    await world.open();
    const { schema } = world;
    await given.query(`insert into ${schema}.holders select gen_random_uuid(), 'other', now(), now() + interval '1 h', false
      from generate_series(1, 20)`);
    await given.query(`insert into ${schema}.orders select 'm1', 'n' || n, 1, gen_random_uuid(), h.id, now(), now(), '{}'
      from (select id, row_number() over () as at from ${schema}.holders) h join generate_series(1, 20000) n on n % 20 = h.at - 1`);
    await given.query(`analyze ${schema}.orders, ${schema}.holders`);
    const plan = await given.query(`explain select out_sub_mch_id, number from ${schema}.orders
      where undecided_since is not null and out_sub_mch_id = any('{m1}')
        and holder = any(array(select id from ${schema}.holders where is_dead) || '{${crypto.randomUUID()}}'::uuid[])
      order by undecided_since, number limit 256 for update skip locked`);
    expect(JSON.stringify(plan)).toMatch(/Index Scan (?:using|on) orders_open/);
  });

  test('an own record that nobody here works on is taken up again, under whatever identity it was held', async () => {
    const world = new PostgresWorld(given);
    const store = await world.open();
    for (const number of ['orphan', 'live']) await put(store, order(number));
    // The process stood still for long, and nobody took its records.
    await world.jump(60_000);
    await world.beat();
    expect(await claim(store, ['live'])).toEqual(['orphan']);
    expect(await store.heldElsewhere({ merchants: [outSubMchId], limit: 9 })).toEqual([]);
  });
});
