// A journal that the first version of the SDK has written.
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openFileJournal } from '../../src/index.ts';
import { openSqliteStore } from '../../src/journal/sqlite/open-file-journal.ts';
import { journalPath } from '../helpers/folder.ts';
import { rejectionOf } from '../helpers/thrown.ts';
import { StoreWorld } from './helpers/store-time.ts';

interface OldRow {
  readonly record: Readonly<Record<string, unknown>> & { readonly outTradeNo: string };
  readonly version?: number;
  readonly undecidedSince?: number;
}

/** Makes a file with the statements of the first version. */
function oldJournal(...rows: readonly OldRow[]): string {
  const path = journalPath();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec(`BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS orders (
      out_trade_no TEXT PRIMARY KEY, version INTEGER NOT NULL, undecided_since INTEGER, record TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS undecided ON orders (undecided_since) WHERE undecided_since IS NOT NULL;
    PRAGMA application_id = ${0x636c_6470};
    PRAGMA user_version = 1;
    COMMIT`);
  const insert = database.prepare('INSERT INTO orders (out_trade_no, version, undecided_since, record) VALUES (?, ?, ?, ?)');
  for (const { record, version = 1, undecidedSince } of rows) {
    insert.run(record.outTradeNo, version, undecidedSince ?? null, JSON.stringify(record));
  }
  database.close();
  return path;
}

const open: OldRow = {
  version: 3,
  undecidedSince: 5,
  record: {
    outTradeNo: 'open',
    outSubMchId: 'one',
    state: 'undecided',
    tradeType: 1,
    payPlatform: 2,
    totalFee: 1999,
    deviceId: '824',
    machineNo: 'till-1',
    lastSentAt: { local: 1_000, service: 2_000 },
    lease: { owner: 'host/1/x', until: 9e15 },
  },
};
const cancelled: OldRow = {
  version: 4,
  undecidedSince: 4,
  record: {
    outTradeNo: 'cancelled',
    outSubMchId: 'two',
    state: 'paid',
    lastSentAt: { local: 1_000 },
    cancelSentAt: { local: 2_000, service: 3_000 },
    isGivenUp: true,
    hasRefusedDuplicate: true,
    refunds: [
      { outRefundNo: 'r1', refundFee: 1, state: 'succeeded', lastSentAt: { local: 3_000 } },
      { outRefundNo: 'r2', refundFee: 2, state: 'undecided', lastSentAt: { local: 4_000, service: 1 } },
    ],
  },
};
const nameless = (outTradeNo: string): OldRow => ({ record: { outTradeNo, state: 'failed' } });

test('keeps every record, and takes up what was undecided', async () => {
  const store = await openFileJournal(oldJournal(open, cancelled));
  const sends = (local: number) => ({ count: 1, lastAt: { local } });
  const { lastSentAt: _, lease: __, ...order } = open.record;
  const { lastSentAt: ___, cancelSentAt: ____, refunds: _____, ...paid } = cancelled.record;
  const upgraded = { ...order, acceptedAt: { local: 1_000 }, sends: sends(1_000) };
  expect(await store.read({ outSubMchId: 'one', number: 'open' })).toEqual({ record: upgraded, version: 3, held: 'free' });
  expect((await store.read({ outSubMchId: 'two', number: 'cancelled' }))?.record).toEqual({
    ...paid,
    acceptedAt: { local: 1_000 },
    sends: sends(1_000),
    cancellation: { sends: sends(2_000) },
    refunds: [
      { outRefundNo: 'r1', refundFee: 1, state: 'succeeded', sends: sends(3_000) },
      { outRefundNo: 'r2', refundFee: 2, state: 'undecided', sends: sends(4_000) },
    ],
  });
  const claimed = await store.claim({ merchants: ['one', 'two'], limit: 9, live: [] });
  expect(claimed.map(({ record }) => record.outTradeNo)).toEqual(['cancelled', 'open']);
  await store.close();
});

test('happens once, and survives the next opening', async () => {
  const path = oldJournal(open);
  await (await openFileJournal(path)).close();
  const store = await openFileJournal(path);
  expect(await store.read({ outSubMchId: 'one', number: 'open' })).toMatchObject({ version: 3 });
  await store.close();
  const file = new DatabaseSync(path);
  expect(file.prepare('PRAGMA user_version').get()).toEqual({ user_version: 2 });
  expect(file.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  file.close();
});

test('of an empty journal', async () => {
  const store = await openFileJournal(oldJournal());
  expect(await store.claim({ merchants: ['one'], limit: 9, live: [] })).toEqual([]);
  await store.close();
});

describe('a record without a merchant goes', () => {
  const merchantOf = async (path: string, outSubMchId?: string) => {
    const store = await openFileJournal(path, { ...(outSubMchId && { outSubMchId }) });
    onTestFinished(() => store.close());
    const found = await Promise.all(['one', 'two', 'told'].map((id) => store.read({ outSubMchId: id, number: 'nameless' })));
    return found.flatMap((stored) => (stored ? [stored.record.outSubMchId] : []));
  };

  test('to the only merchant of the file', async () => {
    expect(await merchantOf(oldJournal(open, nameless('nameless')))).toEqual(['one']);
  });

  test('to the one that opening names', async () => {
    expect(await merchantOf(oldJournal(nameless('nameless')), 'told')).toEqual(['told']);
    expect(await merchantOf(oldJournal(open, cancelled, nameless('nameless')), 'told')).toEqual(['told']);
  });

  test.each([
    ['nobody', [nameless('nameless')]],
    ['two', [open, cancelled, nameless('nameless')]],
  ])('nowhere when the file names %s and opening does not either', async (_, rows) => {
    const path = oldJournal(...rows);
    const error = await rejectionOf(openFileJournal(path));
    expect(error).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', cause: { code: 'layout' } });
    expect(error.message).toMatch(/outSubMchId/);
    // The file is as it was: with a merchant it can still be opened.
    expect(await merchantOf(path, 'told')).toEqual(['told']);
  });
});

describe('while another program has the file open', () => {
  test.each(['idle', 'in a transaction'])('and is %s, changes nothing', async (how) => {
    const path = oldJournal(open);
    const other = new DatabaseSync(path);
    const rows = () => other.prepare('SELECT count(*) AS rows FROM orders').get();
    expect(rows()).toEqual({ rows: 1 });
    if (how !== 'idle') other.exec('BEGIN IMMEDIATE');
    const error = await rejectionOf(openSqliteStore(path, {}, new StoreWorld().process()));
    expect(error).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', cause: { code: 'inUse' } });
    expect(rows()).toEqual({ rows: 1 });
    other.close();
    const store = await openFileJournal(path);
    expect(await store.read({ outSubMchId: 'one', number: 'open' })).toBeDefined();
    await store.close();
  });
});

test('of a file with a record that cannot be read leaves the file as it is', async () => {
  const path = oldJournal(open);
  const file = new DatabaseSync(path);
  file.exec('UPDATE orders SET record = substr(record, 1, 10)');
  file.close();
  expect(await rejectionOf(openFileJournal(path))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
  const after = new DatabaseSync(path);
  expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
  expect(after.prepare('SELECT count(*) AS rows FROM orders').get()).toEqual({ rows: 1 });
  after.close();
});

test('by two processes at once is done by one of them', async () => {
  const path = oldJournal(open);
  const world = new StoreWorld();
  const results = await Promise.allSettled([1, 2, 3].map(() => openSqliteStore(path, {}, world.process())));
  const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  expect(opened.length).toBeGreaterThan(0);
  for (const store of opened) {
    expect(await store.read({ outSubMchId: 'one', number: 'open' })).toMatchObject({ version: 3 });
    await store.close();
  }
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ cause: { code: 'inUse' } });
  }
});
