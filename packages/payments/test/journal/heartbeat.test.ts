// Who is dead: a process that holds records of a file and was silent for five seconds, as those see it who watch it.
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { JournalStore } from '../../src/index.ts';
import { openSqliteStore } from '../../src/journal/sqlite/open-file-journal.ts';
import { journalPath } from '../helpers/folder.ts';
import { claim, put, stored, undecidedOrder } from './helpers/records.ts';
import { StoreWorld } from './helpers/store-time.ts';

function shared() {
  const world = new StoreWorld();
  const path = journalPath();
  const open = async () => {
    const process = world.process();
    const store = await openSqliteStore(path, {}, process);
    onTestFinished(() => store.close().catch(() => undefined));
    return { process, store };
  };
  const database = () => {
    const file = new DatabaseSync(path);
    onTestFinished(() => file.close());
    return file;
  };
  return { world, path, open, database };
}

const take = (store: JournalStore, number: string, version = 0) => put(store, undecidedOrder(number), version, 'take');
const release = (store: JournalStore, number: string, version: number) =>
  put(store, undecidedOrder(number, { state: 'paid' }), version, 'release');

/** Claims once a second, and says after how many milliseconds a record was there. */
async function claimedAfter(world: StoreWorld, store: JournalStore, longest: number): Promise<number | undefined> {
  const start = world.elapsed;
  for (;;) {
    if ((await claim(store)).length > 0) return world.elapsed - start;
    if (world.elapsed - start >= longest) return undefined;
    await world.pass(1_000);
  }
}

test('a process that dies is dead after five seconds of silence, and not before', async () => {
  const { world, open } = shared();
  const [victim, watcher] = [await open(), await open()];
  await take(victim.store, 'a');
  await world.pass(60_000);
  victim.process.runs = false;
  expect(await claimedAfter(world, watcher.store, 60_000)).toBe(5_000);
});

test('a process that lives is never taken for dead', async () => {
  const { world, open } = shared();
  const [holder, watcher] = [await open(), await open()];
  await take(holder.store, 'a');
  expect(await claimedAfter(world, watcher.store, 60_000)).toBeUndefined();
});

test('a process that holds each of its records for less than a beat is noticed', async () => {
  const { world, open } = shared();
  const [holder, watcher] = [await open(), await open()];
  for (let at = 0; at < 20; at += 1) {
    // Its beats fall into the pauses.
    await take(holder.store, `n${at}`);
    expect(await claim(watcher.store)).toEqual([]);
    await world.pass(900);
    expect(await claim(watcher.store)).toEqual([]);
    await release(holder.store, `n${at}`, 1);
    await world.pass(200);
  }
});

test('a process that held nothing while another one closed is noticed when it holds something again', async () => {
  const { world, open } = shared();
  const [holder, closing, watcher] = [await open(), await open(), await open()];
  await take(holder.store, 'a');
  await release(holder.store, 'a', 1);
  await take(closing.store, 'b');
  await closing.store.close();
  expect(await claim(watcher.store)).toEqual(['b']);
  await take(holder.store, 'c');
  expect(await claimedAfter(world, watcher.store, 0)).toBe(0);
  expect((await stored(watcher.store, 'c'))?.held).toBe('elsewhere');
});

test('a process whose first write was rolled back is noticed after its second', async () => {
  const { world, open, database } = shared();
  const [holder, watcher] = [await open(), await open()];
  database().exec(`CREATE TRIGGER full BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'no space'); END`);
  await expect(take(holder.store, 'a')).rejects.toThrow('no space');
  database().exec('DROP TRIGGER full');
  await take(holder.store, 'a');
  expect(await claimedAfter(world, watcher.store, 20_000)).toBeUndefined();
});

test('a watcher that slept does not take over at once', async () => {
  const { world, open } = shared();
  const [holder, watcher] = [await open(), await open()];
  await take(holder.store, 'a');
  expect(await claim(watcher.store)).toEqual([]);
  // The machine sleeps, and with it everybody.
  holder.process.runs = false;
  world.elapsed += 3_600_000;
  expect(await claim(watcher.store)).toEqual([]);
  holder.process.runs = true;
  expect(await claimedAfter(world, watcher.store, 60_000)).toBeUndefined();
});

test('rare checks find dead processes too, after a few of them', async () => {
  const { world, open } = shared();
  const [victim, watcher] = [await open(), await open()];
  await take(victim.store, 'a');
  victim.process.runs = false;
  for (let look = 0; look < 4; look += 1) {
    expect(await claim(watcher.store)).toEqual([]);
    await world.pass(60_000);
  }
  expect(await claim(watcher.store)).toEqual(['a']);
});

test('nobody is dead because a third one keeps all from writing', async () => {
  const { world, open, database } = shared();
  const [holder, watcher] = [await open(), await open()];
  await take(holder.store, 'a');
  const third = database();
  for (let round = 0; round < 5; round += 1) {
    expect(await claim(watcher.store)).toEqual([]);
    third.exec('BEGIN IMMEDIATE');
    const start = world.elapsed;
    world.whileWaiting = () => {
      if (world.elapsed - start > 4_500 && third.isTransaction) third.exec('COMMIT');
    };
    // The watcher gets the lock before the holder, whose beats have failed all the while.
    holder.process.runs = false;
    expect(await claim(watcher.store)).toEqual([]);
    holder.process.runs = true;
    await world.pass(1_000);
  }
});

test('nobody is dead because the disk is full', async () => {
  const { world, open, database } = shared();
  const [holder, watcher] = [await open(), await open()];
  await take(holder.store, 'a');
  expect(await claim(watcher.store)).toEqual([]);
  database().exec(`CREATE TRIGGER full BEFORE UPDATE ON holders BEGIN SELECT RAISE(ABORT, 'no space'); END;
    CREATE TRIGGER full2 BEFORE INSERT ON holders BEGIN SELECT RAISE(ABORT, 'no space'); END`);
  for (let look = 0; look < 20; look += 1) {
    await world.pass(1_000);
    await expect(claim(watcher.store)).rejects.toThrow('no space');
  }
  database().exec('DROP TRIGGER full; DROP TRIGGER full2');
  expect(await claimedAfter(world, watcher.store, 60_000)).toBeUndefined();
});

test('a process that sleeps loses its records, and does not overwrite the new holder', async () => {
  const { world, open } = shared();
  const [sleeper, watcher] = [await open(), await open()];
  await take(sleeper.store, 'a');
  sleeper.process.runs = false;
  expect(await claimedAfter(world, watcher.store, 60_000)).toBe(5_000);
  sleeper.process.runs = true;
  expect((await put(sleeper.store, undecidedOrder('a', { state: 'failed' }), 1)).written).toBe(false);
  expect((await stored(sleeper.store, 'a'))?.held).toBe('elsewhere');
  expect(await claimedAfter(world, sleeper.store, 60_000)).toBeUndefined();
});

test('a heart beats while something is held, stops, and starts again', async () => {
  const { world, open, database } = shared();
  const { store } = await open();
  const file = database();
  const beats = () => (file.prepare('SELECT beat FROM holders').get() as { beat: number } | undefined)?.beat ?? 0;
  const during = async (ms: number) => {
    const before = beats();
    await world.pass(ms);
    return beats() - before;
  };
  expect(await during(5_000)).toBe(0);
  for (const number of ['a', 'b']) {
    await take(store, number);
    expect(await during(5_000)).toBe(5);
    await release(store, number, 1);
    expect(await during(5_000)).toBe(0);
  }
});

test('what dead processes left of themselves goes when another one closes', async () => {
  const { world, open, database } = shared();
  const [victim, watcher, last] = [await open(), await open(), await open()];
  await take(victim.store, 'a');
  victim.process.runs = false;
  expect(await claimedAfter(world, watcher.store, 60_000)).toBe(5_000);
  await watcher.store.close();
  expect(database().prepare('SELECT * FROM holders').all()).toEqual([]);
  expect(await claim(last.store)).toEqual(['a']);
});
