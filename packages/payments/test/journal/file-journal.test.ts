// Where a file journal is, who may read it, and what happens when it goes away.
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ArgumentError, openFileJournal } from '../../src/index.ts';
import { journalPath, temporaryFolder } from '../helpers/folder.ts';
import { coffee } from '../helpers/merchant.ts';
import { openTill } from '../helpers/sandbox-till.ts';
import { rejectionOf } from '../helpers/thrown.ts';
import { put, stored, undecidedOrder } from './helpers/records.ts';

describe('the path of a journal', () => {
  test.each<[string, (path: string) => string | URL]>([
    ['absolute', (path) => path],
    ['relative', (path) => relative(process.cwd(), path)],
    ['as a URL object', (path) => pathToFileURL(path)],
    ['with what means something in a URL', (path) => `${path}?mode=memory&x=1#y%20.db`],
    ['with spaces and Chinese', (path) => join(dirname(path), '收银 日志.db')],
    ['in folders that are not there yet', (path) => join(dirname(path), 'a', 'b', 'journal.db')],
  ])('%s', async (_, pathOf) => {
    const file = pathOf(journalPath());
    const journal = await openFileJournal(file);
    await put(journal, undecidedOrder('a'));
    await journal.close();
    const again = await openFileJournal(file);
    expect(await stored(again, 'a')).toBeDefined();
    await again.close();
  });

  test.each<[string, unknown]>([
    ['nothing', ''],
    ['memory', ':memory:'],
    ['memory with options', ':memory:?cache=shared'],
    ['a URL as text', 'file:till.db'],
    ['a URL as text, in capitals', 'FILE:///till.db?mode=memory'],
    ['a NUL', 'a\0b.db'],
    ['a NUL in a URL', new URL('file:///tmp/a%00b.db')],
    ['a URL of the web', new URL('https://example.com/till.db')],
    ['a URL with a host', new URL('file://server/till.db')],
    ['a slash that is none', new URL('file:///tmp/a%2Fb.db')],
    ['undefined', undefined],
    ['null', null],
    ['a number', 7],
    ['bytes', new TextEncoder().encode('till.db')],
    ['an object', {}],
  ])('is not %s', async (_, file) => {
    const before = readdirSync('.');
    const error = await rejectionOf(openFileJournal(file as string));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.field).toBe('file');
    expect(readdirSync('.')).toEqual(before);
  });
});

describe.skipIf(process.platform === 'win32')('the files of a journal are the owner’s alone', () => {
  test('also those that an older version left for all to read', async () => {
    const path = journalPath();
    const journal = await openFileJournal(path);
    const reader = new DatabaseSync(path);
    onTestFinished(() => reader.close());
    reader.prepare('SELECT count(*) FROM records').get();
    await put(journal, undecidedOrder('a'));
    await journal.close();
    const names = [path, `${path}-wal`, `${path}-shm`];
    for (const name of names) chmodSync(name, 0o644);
    const again = await openFileJournal(path);
    for (const name of names) expect([name, statSync(name).mode & 0o777]).toEqual([name, 0o600]);
    await again.close();
  });

  test('also those that SQLite makes anew beside an older file', async () => {
    const path = journalPath();
    await (await openFileJournal(path)).close();
    chmodSync(path, 0o644);
    const journal = await openFileJournal(path);
    await put(journal, undecidedOrder('a'));
    for (const name of readdirSync(dirname(path))) {
      expect([name, statSync(join(dirname(path), name)).mode & 0o777]).toEqual([name, 0o600]);
    }
    await journal.close();
  });

  test('also while they are made, whatever the process’s mask allows', async () => {
    const mask = process.umask(0);
    onTestFinished(() => void process.umask(mask));
    const path = join(temporaryFolder(), 'deep', 'journal.db');
    const journal = await openFileJournal(path);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(dirname(path))) expect(statSync(join(dirname(path), name)).mode & 0o777).toBe(0o600);
    await journal.close();
  });
});

describe.skipIf(process.platform === 'win32')('a journal under a till that runs', () => {
  test.each<[string, (path: string) => void]>([
    ['deleted', (path) => rmSync(path)],
    ['deleted with its folder', (path) => rmSync(dirname(path), { recursive: true })],
    ['whose log is cut', (path) => truncateSync(`${path}-wal`, 100)],
    ['whose log is emptied', (path) => truncateSync(`${path}-wal`)],
    ['whose log is deleted', (path) => rmSync(`${path}-wal`)],
    [
      'replaced by a backup',
      (path) => {
        copyFileSync(path, `${path}.backup`);
        renameSync(`${path}.backup`, path);
      },
    ],
    [
      'replaced by an empty file',
      (path) => {
        rmSync(path);
        closeSync(openSync(path, 'w'));
      },
    ],
    [
      'whose log is replaced',
      (path) => {
        rmSync(`${path}-wal`);
        writeFileSync(`${path}-wal`, '');
      },
    ],
  ])('%s stops payments', async (_, damage) => {
    const path = journalPath();
    const journal = await openFileJournal(path);
    await using till = await openTill({ journal });
    await (await till.payments.microPay(coffee())).result();
    damage(path);
    const error = await rejectionOf(till.payments.microPay(coffee()));
    expect(error).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', outcome: 'failed', cause: { code: 'replaced' } });
    const resumed = till.payments.resume()[Symbol.asyncIterator]();
    expect(await rejectionOf(resumed.next())).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', cause: { code: 'replaced' } });
    expect(till.calls('micro_pay')).toBe(1);
  });

  test('whose log another program has moved into the file works on', async () => {
    const path = journalPath();
    const journal = await openFileJournal(path);
    for (let at = 0; at < 20; at += 1) await put(journal, undecidedOrder(`n${at}`));
    const other = new DatabaseSync(path);
    expect(other.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()).toMatchObject({ busy: 0 });
    expect(statSync(`${path}-wal`).size).toBe(0);
    other.close();
    expect(await put(journal, undecidedOrder('a'))).toMatchObject({ written: true });
    expect(await stored(journal, 'n19')).toBeDefined();
    await journal.close();
  });

  test('whose log was emptied loses no more than was in it', async () => {
    const path = journalPath();
    const first = await openFileJournal(path);
    await put(first, undecidedOrder('before'));
    await first.close();
    const journal = await openFileJournal(path);
    await put(journal, undecidedOrder('lost'), 0, 'take');
    truncateSync(`${path}-wal`);
    await expect(put(journal, undecidedOrder('a'))).rejects.toMatchObject({ code: 'replaced' });
    await journal.close();
    const again = await openFileJournal(path);
    expect(await stored(again, 'before')).toBeDefined();
    await again.close();
  });

  test('that was put back works again', async () => {
    const path = journalPath();
    const journal = await openFileJournal(path);
    renameSync(path, `${path}.away`);
    await expect(put(journal, undecidedOrder('a'))).rejects.toMatchObject({ code: 'replaced' });
    expect(existsSync(path)).toBe(false);
    renameSync(`${path}.away`, path);
    expect(await put(journal, undecidedOrder('a'))).toMatchObject({ written: true });
    await journal.close();
  });
});
