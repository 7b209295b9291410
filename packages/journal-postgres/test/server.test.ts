// A server of the test's own, that crashes, loses its standby, or is set wrong.
import type { JournalStore } from '@cloudpay/payments';
import { PostgresServer, sharedServer } from '@cloudpay/test-postgres';
import { afterAll, afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { openPostgresJournal, type PostgresJournalOptions } from '../src/index.ts';
import { databaseAt } from './support/database.ts';
import { claim, order, put, stored } from './support/records.ts';

// Whoever brings a server of his own keeps it as it is.
const server = (await sharedServer()) === undefined ? undefined : await PostgresServer.start();
const database = databaseAt(server?.url() ?? '');
const given = server as PostgresServer;

afterAll(async () => {
  await database.end();
  await server?.remove();
});

afterEach(async () => {
  if (server !== undefined) await set('reset all');
});

/** Changes a setting of the whole server, and waits until it counts. */
async function set(change: string): Promise<void> {
  const loaded = async () => String((await database.query('select pg_conf_load_time()::text as at'))[0]?.at);
  const before = await loaded();
  await database.query(`alter system ${change}`);
  await database.query('select pg_reload_conf()');
  while ((await loaded()) === before);
}

async function open(options: PostgresJournalOptions = {}): Promise<JournalStore> {
  const store = await openPostgresJournal({ url: given.url(), schema: database.freshSchema(), ...options });
  onTestFinished(() => store.close());
  return store;
}

describe.skipIf(server === undefined)('a server of the journal', () => {
  test('a crash under load loses nothing, doubles nothing, and leaves nothing undecided', async () => {
    const store = await open({ timeout: 10_000 });
    const results: ReturnType<typeof put>[] = [];
    let crash: Promise<void> | undefined;
    for (let at = 0; at < 300; at += 1) {
      results.push(put(store, order(`n${at}`)));
      if (at === 150) crash = given.stop('SIGQUIT').then(() => given.start());
      if (at % 10 === 0) await new Promise(setImmediate);
    }
    await crash;
    expect((await Promise.all(results)).filter(({ written }) => !written)).toEqual([]);
    const numbers = await claim(store);
    expect(new Set(numbers).size).toBe(300);
    expect(numbers).toHaveLength(300);
    expect(await stored(store, 'n150')).toMatchObject({ held: 'here' });
  });

  test('a commit whose wait for the standby is cancelled counts for nothing, until a later one has reached it', async () => {
    const store = await open({ timeout: 20_000, beatEvery: 60_000, deadAfter: 120_000 });
    await put(store, order('a'));
    await set("set synchronous_standby_names = 'nobody'");
    let isSettled = false;
    const write = put(store, order('b')).finally(() => {
      isSettled = true;
    });
    const waiting = async () => {
      for (;;) {
        const [found] = await database.query(`select pid, query_start::text as since from pg_stat_activity
          where wait_event = 'SyncRep'`);
        if (found !== undefined || isSettled) return found;
      }
    };
    const first = await waiting();
    await database.query('select pg_cancel_backend($1)', [first?.pid]);
    let second = await waiting();
    while (second?.since === first?.since) second = await waiting();
    expect([second === undefined, isSettled]).toEqual([false, false]);
    await set('reset synchronous_standby_names');
    expect(await write).toEqual({ written: true, version: 1 });
    expect(await stored(store, 'b')).toMatchObject({ version: 1 });
  });

  test('a server with fsync off is refused', async () => {
    await set('set fsync = off');
    await expect(open()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', cause: { code: 'notDurable' } });
  });

  test('a standby is refused, and so is a write to a server that has become one', async () => {
    const schema = database.freshSchema();
    const store = await open({ timeout: 5_000, schema });
    await database.query("copy (select 1) to program 'cat > standby.signal'");
    await given.stop('SIGINT');
    await given.start();
    await expect(open({ schema })).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', cause: { code: 'readOnly' } });
    await expect(put(store, order('a'))).rejects.toMatchObject({ cause: { code: 'readOnly' } });
    await database.query('select pg_promote()');
    expect(await put(store, order('a'))).toMatchObject({ written: true });
  });
});
