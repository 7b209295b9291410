// Faked timers do not stop the journal of a program under test, whenever they were faked.
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, test, vi } from 'vitest';
import { openFileJournal } from '../../src/index.ts';
import type { openFileJournal as OpenFileJournal } from '../../src/journal/sqlite/open-file-journal.ts';
import { journalPath } from '../helpers/folder.ts';
import { claim, put, stored, undecidedOrder } from './helpers/records.ts';

/** The timers that a test may fake. */
const toFake = ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'performance', 'hrtime', 'queueMicrotask'] as const;
/** Taken before they are faked. */
const { setTimeout: realSetTimeout } = globalThis;

afterEach(() => {
  vi.useRealTimers();
});

async function expectToWork(open: typeof OpenFileJournal): Promise<void> {
  const path = journalPath();
  const journal = await open(path);
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  const written = put(journal, undecidedOrder('a'), 0, 'take');
  // It waits for the lock, and gets it.
  realSetTimeout(() => other.exec('COMMIT'), 20);
  expect(await written).toMatchObject({ written: true });
  expect((await stored(journal, 'a'))?.held).toBe('here');
  expect(await claim(journal)).toEqual(['a']);
  other.close();
  await journal.close();
}

test('timers that are faked after the journal was imported', async () => {
  vi.useFakeTimers({ toFake: [...toFake] });
  await expectToWork(openFileJournal);
});

test('timers that were faked before', async () => {
  vi.useFakeTimers({ toFake: [...toFake] });
  vi.resetModules();
  const fresh = await import('../../src/journal/sqlite/open-file-journal.ts');
  expect(fresh.openFileJournal).not.toBe(openFileJournal);
  await expectToWork(fresh.openFileJournal);
});
