import { type StoreUnderTest, storeChecks } from '@cloudpay/test-kit/journal';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMemoryJournal, type JournalRecord, type JournalStore, openFileJournal } from '../../src/index.ts';
import { openSqliteStore } from '../../src/journal/sqlite/open-file-journal.ts';
import { journalPath } from '../helpers/folder.ts';
import { type StoreProcess, StoreWorld } from './helpers/store-time.ts';

function inMemory(): StoreUnderTest {
  const dead = new Set<object>();
  const shared = createMemoryJournal();
  return {
    async open() {
      const store: JournalStore = createMemoryJournal({ sharedWith: shared, isAlive: () => !dead.has(store) });
      return store;
    },
    async kill(store) {
      dead.add(store);
    },
    async pass() {},
  };
}

function inAFile(): StoreUnderTest {
  const path = journalPath();
  const world = new StoreWorld();
  const processes = new Map<object, StoreProcess>();
  return {
    async open() {
      const process = world.process();
      const store = await openSqliteStore(path, {}, process);
      onTestFinished(() => store.close());
      processes.set(store, process);
      return store;
    },
    async kill(store) {
      (processes.get(store) as StoreProcess).runs = false;
    },
    pass: (ms) => world.pass(ms),
  };
}

describe.each([
  ['in memory', inMemory],
  ['in a file', inAFile],
])('a journal %s', (_, fresh) => {
  test.each(storeChecks.map((check) => [check.name, check] as const))('%s', (_name, check) => check.run(fresh()));
});

const order = (outTradeNo: string, more: Partial<JournalRecord> = {}): JournalRecord => ({
  outTradeNo,
  outSubMchId: 'sub',
  state: 'undecided',
  ...more,
});

test('a file keeps its records when it is opened again', async () => {
  const path = journalPath();
  const first = await openFileJournal(path);
  await first.write({ record: order('a', { totalFee: 7 }), version: 0, isUndecided: true, hold: 'take' });
  await first.close();
  const again = await openFileJournal(path);
  const stored = { record: order('a', { totalFee: 7 }), version: 1, held: 'free' };
  expect(await again.read({ outSubMchId: 'sub', number: 'a' })).toEqual(stored);
  expect(await again.claim({ merchants: ['sub'], limit: 9, live: [] })).toHaveLength(1);
  await again.close();
});
