import { existsSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { type JournalStore, openFileJournal } from '../../src/index.ts';
import { journalPath } from '../helpers/folder.ts';
import { claim, put, undecidedOrder } from './helpers/records.ts';

/** How many transactions stand in the write-ahead log: the frames that end one carry the size of the database. */
async function commits(path: string, work: (store: JournalStore) => Promise<unknown>): Promise<number> {
  const store = await openFileJournal(path);
  // Another connection keeps the log from being folded into the file.
  const reader = new DatabaseSync(path);
  try {
    reader.prepare('SELECT count(*) FROM records').get();
    const before = count(path);
    await work(store);
    return count(path) - before;
  } finally {
    await store.close();
    reader.close();
  }
}

function count(path: string): number {
  const log = existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : Buffer.alloc(0);
  if (log.length < 32) return 0;
  const pageSize = log.readUInt32BE(8);
  const salt = log.readUInt32BE(16);
  let ends = 0;
  for (let at = 32; at + 24 + pageSize <= log.length; at += 24 + pageSize) {
    if (log.readUInt32BE(at + 8) !== salt) break;
    if (log.readUInt32BE(at + 4) !== 0) ends += 1;
  }
  return ends;
}

const write = (store: JournalStore, at: number) => put(store, undecidedOrder(`n${at}`), 0, 'take');

test('writes that come together are made durable together', async () => {
  const together = await commits(journalPath(), (store) =>
    Promise.all(Array.from({ length: 64 }, (_, at) => write(store, at))),
  );
  expect(together).toBe(1);
});

test('writes that come one after the other are each durable by themselves', async () => {
  const alone = await commits(journalPath(), async (store) => {
    for (let at = 0; at < 10; at += 1) await write(store, at);
  });
  expect(alone).toBe(10);
});

test('orders that a crash left open are claimed together', async () => {
  const path = journalPath();
  const store = await openFileJournal(path);
  await Promise.all(Array.from({ length: 100 }, (_, at) => write(store, at)));
  await store.close();
  let claimed: readonly string[] = [];
  const together = await commits(path, async (opened) => {
    claimed = await claim(opened);
  });
  expect(together).toBe(1);
  expect(new Set(claimed).size).toBe(100);
});
