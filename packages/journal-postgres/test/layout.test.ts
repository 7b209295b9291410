// The tables: made once by whoever comes first, or by hand, and refused where they are not ours.
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { journalSql, openPostgresJournal, type PostgresJournalOptions } from '../src/index.ts';
import { type TestDatabase, testDatabase, title, withSettings } from './support/database.ts';
import { order, put, stored } from './support/records.ts';

const database = await testDatabase();
const given = database as TestDatabase;

async function open(options: PostgresJournalOptions) {
  const store = await openPostgresJournal({ url: given.url, ...options });
  onTestFinished(() => store.close());
  return store;
}

/** What is said of a journal that cannot be opened. */
function refusal(options: PostgresJournalOptions) {
  return open(options).then(
    () => expect.fail('it was opened'),
    ({ code, cause }) => ({ code, reason: cause.code, message: cause.message }),
  );
}

describe.skipIf(database === undefined)(title(database, 'the layout'), () => {
  test('eight that start at once make the tables once', async () => {
    const schema = given.freshSchema();
    const stores = await Promise.all(Array.from({ length: 8 }, () => open({ schema })));
    expect(await given.query(`select version from ${schema}.layout`)).toEqual([{ version: 1 }]);
    const written = await Promise.all(stores.map((store, at) => put(store, order(`n${at}`))));
    expect(written.every((one) => one.written)).toBe(true);
  });

  test('what was there stays when it is opened again', async () => {
    const schema = given.freshSchema();
    const store = await open({ schema });
    await put(store, order('a', { totalFee: 7 }));
    await store.close();
    expect(await stored(await open({ schema }), 'a')).toEqual({
      record: order('a', { totalFee: 7 }),
      version: 1,
      held: 'free',
    });
  });

  test('a newer layout runs beside this version, if it says so', async () => {
    const schema = given.freshSchema();
    await open({ schema });
    await given.query(`insert into ${schema}.layout values (2, 1, now())`);
    await given.query(`alter table ${schema}.orders add column later text`);
    expect(await put(await open({ schema }), order('a'))).toEqual({ written: true, version: 1 });
    await given.query(`insert into ${schema}.layout values (3, 2, now())`);
    expect(await refusal({ schema })).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', reason: 'layout' });
  });

  test('tables that are not ours are refused, and left alone', async () => {
    const schema = given.freshSchema();
    await given.query(`create schema ${schema}; create table ${schema}.orders (id int)`);
    expect(await refusal({ schema })).toMatchObject({ reason: 'layout' });
    await given.query(`create table ${schema}.layout (id int)`);
    expect(await refusal({ schema })).toMatchObject({ reason: 'layout' });
    expect(await given.query(`select * from ${schema}.orders`)).toEqual([]);
  });

  test('the printed SQL makes the tables for a role that may create nothing', async () => {
    const schema = given.freshSchema();
    const role = `${new URL(given.url).pathname.slice(1)}_${schema}`;
    await given.query(`create role ${role} login password 'till'`);
    onTestFinished(async () => {
      await given.query(`drop owned by ${role}; drop role ${role}`);
    });
    const url = new URL(given.url);
    url.username = role;
    url.password = 'till';
    expect(await refusal({ url: url.href, schema })).toMatchObject({ reason: 'layout' });
    const client = new pg.Client({ connectionString: given.url });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query(journalSql({ schema }));
    expect(await refusal({ url: url.href, schema })).toMatchObject({ reason: 'readOnly' });
    await client.query(`grant usage on schema ${schema} to ${role}; grant select on all tables in schema ${schema} to ${role};
      grant insert, update on ${schema}.orders to ${role}; grant insert, update on ${schema}.holders to ${role}`);
    expect(await refusal({ url: url.href, schema })).toMatchObject({
      reason: 'readOnly',
      message: `the role lacks delete on "${schema}".holders`,
    });
    await client.query(`grant delete on ${schema}.holders to ${role}`);
    const store = await openPostgresJournal({ url: url.href, schema });
    expect(await put(store, order('a'))).toEqual({ written: true, version: 1 });
    await store.close();
  });

  test('a server that does not keep what it commits, or may only be read, is refused', async () => {
    const schema = given.freshSchema();
    expect(await refusal({ url: withSettings(given.url, '-c synchronous_commit=off'), schema })).toMatchObject({
      reason: 'notDurable',
    });
    const readOnly = withSettings(given.url, '-c default_transaction_read_only=on');
    expect(await refusal({ url: readOnly, schema })).toMatchObject({ reason: 'readOnly' });
    expect(await given.query(`select to_regnamespace('${schema}') as it`)).toEqual([{ it: null }]);
  });

  test('what is set wrong while the journal is open is noticed by the next write, which is not made', async () => {
    const schema = given.freshSchema();
    const pool = new pg.Pool({ connectionString: given.url, max: 2 });
    onTestFinished(() => pool.end());
    const store = await open({ url: undefined as never, pool, schema });
    pool.on('acquire', (client) => void client.query('set synchronous_commit = off'));
    await expect(put(store, order('a'))).rejects.toMatchObject({ cause: { code: 'notDurable' } });
    expect(await given.query(`select 1 from ${schema}.orders`)).toEqual([]);
  });

  test('a server that is not there is unreachable', async () => {
    const nowhere = { url: 'postgres://till:secret@127.0.0.1:1/journal', timeout: 500 };
    const { reason, message } = await refusal(nowhere);
    expect(reason).toBe('unreachable');
    expect(message).not.toContain('secret');
    expect(await refusal({ url: given.url.replace(/\/\w+$/, '/nothing') })).toMatchObject({ reason: 'layout' });
  });
});

test.each([
  ['url', {}],
  ['url', { url: 'mysql://db' }],
  ['schema', { url: 'postgres://db', schema: 'a"b' }],
  ['timeout', { url: 'postgres://db', timeout: 0 }],
  ['beatEvery', { url: 'postgres://db', beatEvery: 1.5 }],
  ['deadAfter', { url: 'postgres://db', beatEvery: 1_000, deadAfter: 1_500 }],
])('a wrong %s is refused: %j', async (field, options) => {
  await expect(openPostgresJournal(options)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field });
});

test('the printed SQL is one transaction', () => {
  expect(journalSql()).toMatch(/^begin .*;\n.*pg_advisory_xact_lock.*create table "cloudpay"\.orders.*\ncommit;\n$/s);
  expect(journalSql({ from: 1 })).not.toContain('create');
  expect(() => journalSql({ schema: 'Ä' })).toThrow(/schema|应为/);
});
