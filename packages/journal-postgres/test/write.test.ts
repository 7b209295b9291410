// What a write promises: one statement for many, and no doubt about what became of it.
import { describe, expect, test } from 'vitest';
import { openPostgresJournal, type PostgresPool } from '../src/index.ts';
import { type TestDatabase, testDatabase, title } from './support/database.ts';
import { startProxy } from './support/proxy.ts';
import { order, put, stored } from './support/records.ts';
import { PostgresWorld } from './support/world.ts';
import { wrappedPool } from './support/wrapped-pool.ts';

const database = await testDatabase();
const given = database as TestDatabase;

async function behindAProxy(timeout: number) {
  const world = new PostgresWorld(given);
  await world.open();
  const proxy = await startProxy(world.url);
  const store = await world.open({ timeout, pool: wrappedPool(proxy.url, (text) => text) });
  return { world, proxy, store };
}

async function counted() {
  const world = new PostgresWorld(given);
  await world.open();
  const pool = wrappedPool(world.url, (text) => text);
  const store = await world.open({ pool });
  pool.asked.length = 0;
  return { store, pool };
}

describe.skipIf(database === undefined)(title(database, 'a write'), () => {
  test('writes of one turn are one statement, whatever they do', async () => {
    const { store, pool } = await counted();
    await Promise.all(Array.from({ length: 64 }, (_, at) => put(store, order(`n${at}`))));
    expect(pool.asked).toHaveLength(1);
    const mixed = [
      put(store, order('n1', { totalFee: 2 }), 1),
      put(store, order('new')),
      put(store, order('n2'), 1, 'release'),
    ];
    expect(await Promise.all(mixed)).toEqual([2, 1, 2].map((version) => ({ written: true, version })));
    expect(pool.asked).toHaveLength(2);
  });

  test('no statement has a name: a pooler may give each one another connection', async () => {
    const { store, pool } = await counted();
    await put(store, order('a'));
    await stored(store, 'a');
    await store.claim({ merchants: ['m'], limit: 1, live: [] });
    await store.heldElsewhere({ merchants: ['m'], limit: 1 });
    expect(pool.asked.length).toBeGreaterThan(3);
    expect(pool.asked.filter((query) => 'name' in query)).toEqual([]);
  });

  test('two writes of one record in one turn come one after the other', async () => {
    const { store } = await counted();
    const [first, second] = await Promise.all([put(store, order('a')), put(store, order('a', { totalFee: 1 }), 1)]);
    expect([first, second]).toEqual([1, 2].map((version) => ({ written: true, version })));
  });

  test('a record that the server refuses harms no other', async () => {
    const { store } = await counted();
    const results = await Promise.allSettled([put(store, order('a')), put(store, order('\0')), put(store, order('b'))]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: 'JOURNAL_UNAVAILABLE', cause: { code: '22021' } } });
    expect((await stored(store, 'b'))?.version).toBe(1);
  });

  test('an insert whose acknowledgement is lost is found again: one row, version 1', async () => {
    const { proxy, store, world } = await behindAProxy(5_000);
    proxy.cutNext('answer');
    expect(await put(store, order('a'))).toEqual({ written: true, version: 1 });
    expect(proxy.cuts()).toBe(1);
    expect(await given.query(`select version::int, number from ${world.schema}.orders`)).toEqual([{ version: 1, number: 'a' }]);
  });

  test('a change whose acknowledgement is lost is made once', async () => {
    const { proxy, store } = await behindAProxy(5_000);
    await put(store, order('a'));
    proxy.cutNext('answer');
    expect(await put(store, order('a', { totalFee: 7 }), 1)).toEqual({ written: true, version: 2 });
    expect(await stored(store, 'a')).toMatchObject({ version: 2, record: { totalFee: 7 } });
  });

  test('a write over the version of another one is told so, although its acknowledgement is lost', async () => {
    const { proxy, store, world } = await behindAProxy(5_000);
    const other = await world.open();
    await put(other, order('a', { totalFee: 1 }));
    proxy.cutNext('answer');
    expect(await put(store, order('a', { totalFee: 2 }))).toMatchObject({
      written: false,
      current: { record: { totalFee: 1 } },
    });
  });

  test('planted: without a write id the lost insert would be told as the record of somebody else', async () => {
    const world = new PostgresWorld(given);
    await world.open();
    const proxy = await startProxy(world.url);
    const forgetful = wrappedPool(proxy.url, (text) => text.replace('o.write_id::text as "writeId"', `'' as "writeId"`));
    const store = await world.open({ pool: forgetful, timeout: 5_000 });
    proxy.cutNext('answer');
    expect(await put(store, order('a'))).toMatchObject({ written: false });
  });

  test('a write that is cut off on its way is sent again', async () => {
    const { proxy, store } = await behindAProxy(5_000);
    proxy.cutNext('question');
    expect(await put(store, order('a'))).toEqual({ written: true, version: 1 });
    expect(proxy.cuts()).toBe(1);
  });

  test('a write that nobody answers is in doubt after its time, and a read has timed out', async () => {
    const { proxy, store } = await behindAProxy(1_000);
    await put(store, order('a'));
    await stored(store, 'a');
    proxy.silence(true);
    const [write, read] = await Promise.allSettled([put(store, order('b')), stored(store, 'a')]);
    expect(write).toMatchObject({ reason: { code: 'JOURNAL_UNAVAILABLE', cause: { code: 'inDoubt' } } });
    expect(read).toMatchObject({ reason: { code: 'JOURNAL_UNAVAILABLE', cause: { code: 'timeout' } } });
    proxy.silence(false);
    expect(await stored(store, 'a')).toMatchObject({ version: 1 });
  });

  test('a commit of which the server says that it did not wait for the standby is not durable', async () => {
    const world = new PostgresWorld(given);
    const pool = wrappedPool(given.url, (text) => text);
    let warns = false;
    const warning: PostgresPool = {
      async connect() {
        const client = await pool.connect();
        return {
          ...client,
          on(event, listener) {
            if (warns && event === 'notice') listener({ routine: 'SyncRepWaitForLSN' });
            return client.on(event, listener);
          },
        };
      },
    };
    const store = await world.open({ pool: warning, timeout: 500 });
    warns = true;
    await expect(put(store, order('a'))).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', cause: { code: 'notDurable' } });
    warns = false;
    expect(await put(store, order('b'))).toEqual({ written: true, version: 1 });
  });

  test('a journal that was closed writes nothing more', async () => {
    const store = await openPostgresJournal({ url: given.url, schema: given.freshSchema() });
    await store.close();
    await expect(put(store, order('a'))).rejects.toMatchObject({ cause: { code: 'unreachable' } });
  });
});
