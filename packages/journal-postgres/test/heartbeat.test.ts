// Who is dead is what the server's clock says, and nobody takes over on what he saw before an outage.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type TestDatabase, testDatabase, title } from './support/database.ts';
import { claim, order, put, stored } from './support/records.ts';
import { PostgresWorld } from './support/world.ts';

const database = await testDatabase();
const given = database as TestDatabase;

async function holderAndWatcher(options = {}) {
  const world = new PostgresWorld(given);
  const [holder, watcher] = [await world.open(options), await world.open(options)];
  await put(holder, order('a'));
  await world.pass(6_000);
  return { world, holder, watcher };
}

describe.skipIf(database === undefined)(title(database, 'the heartbeat'), () => {
  test('a process is dead four seconds after its last beat, and not before', async () => {
    const { world, holder, watcher } = await holderAndWatcher();
    await world.kill(holder);
    await world.pass(3_000);
    expect(await claim(watcher)).toEqual([]);
    await world.pass(1_000);
    expect(await claim(watcher)).toEqual(['a']);
  });

  test('other times may be chosen', async () => {
    const { world, holder, watcher } = await holderAndWatcher({ beatEvery: 1_000, deadAfter: 20_000 });
    await world.kill(holder);
    await world.pass(19_000);
    expect(await claim(watcher)).toEqual([]);
  });

  test('after an outage everybody looks dead, and nobody takes what a living process holds', async () => {
    const { world, holder, watcher } = await holderAndWatcher();
    await world.jump(180_000);
    expect(await claim(watcher)).toEqual([]);
    await world.beat();
    for (let second = 0; second < 10; second += 1) {
      expect(await claim(watcher)).toEqual([]);
      await world.pass(1_000);
    }
    expect(await stored(holder, 'a')).toMatchObject({ held: 'here', version: 1 });
    expect(await stored(watcher, 'a')).toMatchObject({ held: 'elsewhere' });
  });

  test('who died in an outage is found after an unbroken run of beats', async () => {
    const { world, holder, watcher } = await holderAndWatcher();
    await world.kill(holder);
    await world.jump(180_000);
    await world.beat();
    await world.pass(3_000);
    expect(await claim(watcher)).toEqual([]);
    await world.pass(1_000);
    expect(await claim(watcher)).toEqual(['a']);
  });

  test('a process that has just been opened takes nothing from those who seem dead', async () => {
    const { world, holder } = await holderAndWatcher();
    await world.kill(holder);
    await world.pass(5_000);
    expect(await claim(await world.open())).toEqual([]);
  });

  test('a process that was marked dead registers anew, and writes nothing over who took its record', async () => {
    const { world, holder, watcher } = await holderAndWatcher();
    await put(holder, order('b'));
    await world.kill(holder);
    await world.pass(5_000);
    expect((await watcher.claim({ merchants: [order('a').outSubMchId], limit: 1, live: [] })).length).toBe(1);
    world.wake(holder);
    expect(await put(holder, order('a', { state: 'failed' }), 1, 'release')).toMatchObject({ written: false });
    expect(await put(holder, order('c'))).toEqual({ written: true, version: 1 });
    const holders = await given.query(`select is_dead from ${world.schema}.holders order by started_at`);
    expect(holders).toEqual([{ is_dead: true }, { is_dead: false }, { is_dead: false }]);
    // What nobody took is its own again.
    expect(await Promise.all(['a', 'b', 'c'].map(async (number) => (await stored(holder, number))?.held))).toEqual([
      'elsewhere',
      'here',
      'here',
    ]);
    expect(await claim(watcher, ['a'])).toEqual([]);
  });

  test('the clocks of the machines say nothing', async () => {
    const { world, holder, watcher } = await holderAndWatcher();
    const now = Date.now();
    const spy = vi.spyOn(Date, 'now');
    onTestFinished(() => spy.mockRestore());
    for (const shift of [180_000, -180_000, 86_400_000]) {
      spy.mockReturnValue(now + shift);
      await world.pass(2_000);
      expect(await claim(watcher)).toEqual([]);
    }
    await world.kill(holder);
    await world.pass(4_000);
    expect(await claim(watcher)).toEqual(['a']);
  });

  test('one write a second, however many records are held', async () => {
    const world = new PostgresWorld(given);
    const store = await world.open();
    await Promise.all(Array.from({ length: 300 }, (_, at) => put(store, order(`n${at}`))));
    const written = `select count(*)::int as n from ${world.schema}.orders where holder = (select id from ${world.schema}.holders) and version = 1`;
    await world.pass(10_000);
    expect(await given.query(written)).toEqual([{ n: 300 }]);
  });

  test('the rows of those who died long ago and left nothing go', async () => {
    const { world, holder } = await holderAndWatcher();
    const { schema } = world;
    await given.query(
      `insert into ${schema}.holders values (gen_random_uuid(), 'gone', now(), now() - interval '2 days', true)`,
    );
    await world.kill(holder);
    await given.query(`update ${schema}.holders set is_dead = true, alive_until = now() - interval '2 days'
      where id = (select holder from ${schema}.orders)`);
    const watcher = await world.open();
    expect(await given.query(`select 1 from ${schema}.holders where name = 'gone'`)).toEqual([]);
    // The other one left a record.
    expect(await claim(watcher)).toEqual(['a']);
  });
});
