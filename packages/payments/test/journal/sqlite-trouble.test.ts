// A journal that cannot be written stops a payment before anything is sent.
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type JournalStore, openFileJournal } from '../../src/index.ts';
import { openSqliteStore } from '../../src/journal/sqlite/open-file-journal.ts';
import { journalPath, temporaryFolder } from '../helpers/folder.ts';
import { coffee } from '../helpers/merchant.ts';
import { openTill } from '../helpers/sandbox-till.ts';
import { rejectionOf } from '../helpers/thrown.ts';
import { claim, heldElsewhere, put, stored, undecidedOrder } from './helpers/records.ts';
import { StoreWorld } from './helpers/store-time.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Nothing of a payment or refund reaches the service while the journal cannot be written. */
async function expectNothingSent(journal: JournalStore, reason: RegExp): Promise<void> {
  await using till = await openTill({ journal });
  const request = coffee();
  const refused = [
    () => till.payments.microPay(request),
    () => till.payments.scanCodePay({ outTradeNo: request.outTradeNo, payPlatform: 1, totalFee: 1, body: 'tea' }),
  ];
  for (const attempt of refused) {
    const error = await rejectionOf(attempt());
    expect(error).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', outcome: 'failed' });
    expect(error.message).toMatch(reason);
  }
  expect(till.sandbox.state().calls).toEqual({});

  // An order that is paid elsewhere is looked at, and that is all.
  const { outTradeNo, ...sound } = coffee();
  await (await till.another().microPay({ outTradeNo, ...sound })).result();
  expect(await rejectionOf(till.payments.refund({ outTradeNo, refundFee: 1 }))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
  expect(await rejectionOf(till.payments.cancelOrder({ outTradeNo }))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
  expect(till.calls('refund') + till.calls('reverse')).toBe(0);
}

describe('a journal that another process locks', () => {
  async function locked(mode = 'IMMEDIATE') {
    const path = journalPath();
    const world = new StoreWorld();
    const journal = await openSqliteStore(path, {}, world.process());
    const other = new DatabaseSync(path);
    other.exec(`BEGIN ${mode}`);
    return { world, journal, other };
  }

  test('for too long stops payments, refunds and cancellations', async () => {
    const { world, journal, other } = await locked();
    await expectNothingSent(journal, /locked/);
    expect(world.elapsed).toBeGreaterThan(5_000);
    other.exec('ROLLBACK');
    other.close();
  });

  test('for a while is waited for', async () => {
    const { world, journal, other } = await locked();
    world.whileWaiting = () => {
      if (world.elapsed > 3_000 && other.isTransaction) other.exec('COMMIT');
    };
    await using till = await openTill({ journal });
    const outcome = await (await till.payments.microPay(coffee())).result();
    expect(outcome).toMatchObject({ result: 'paid' });
    expect(world.elapsed).toBeGreaterThan(3_000);
    other.close();
  });

  test('works again when the lock is gone', async () => {
    const { journal, other } = await locked();
    await using till = await openTill({ journal });
    const request = coffee();
    expect(await rejectionOf(till.payments.microPay(request))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
    other.exec('ROLLBACK');
    other.close();
    expect(await (await till.payments.microPay(request)).result()).toMatchObject({ result: 'paid' });
  });

  test('can still be read', async () => {
    const { world, journal, other } = await locked();
    expect(await stored(journal, 'a')).toBeUndefined();
    expect(await heldElsewhere(journal)).toEqual([]);
    await journal.close();
    expect(world.elapsed).toBe(0);
    other.close();
  });

  test('exclusively, cannot be opened', async () => {
    const path = journalPath();
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE t (a); BEGIN EXCLUSIVE');
    const world = new StoreWorld();
    expect(await rejectionOf(openSqliteStore(path, {}, world.process()))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
    expect(world.elapsed).toBeGreaterThan(5_000);
    other.close();
  });
});

describe('a full disk', () => {
  test('stops payments, refunds and cancellations', async () => {
    const journal = await openFileJournal(journalPath());
    await fill(journal);
    await expectNothingSent(journal, /full/);
  });

  test('loses nothing that was written before', async () => {
    const path = journalPath();
    const journal = await openFileJournal(path);
    await put(journal, undecidedOrder('before'));
    await fill(journal);
    await journal.close();
    const again = await openFileJournal(path);
    expect((await stored(again, 'before'))?.version).toBe(1);
    await again.close();
  });

  /** Fills the file to the last page that it may have, and that page to its end: SQLite calls that a full disk. */
  async function fill(journal: JournalStore): Promise<void> {
    opened.at(-1)?.exec('PRAGMA max_page_count = 12');
    for (const deviceId of ['x'.repeat(3_000), '']) {
      let error: unknown;
      for (let at = 0; error === undefined; at += 1) {
        const filler = undecidedOrder(`filler${deviceId.length}-${at}`, { state: 'paid', deviceId });
        await put(journal, filler).catch((thrown) => {
          error = thrown;
        });
      }
      expect(String(error)).toMatch(/full/);
    }
  }

  const opened: DatabaseSync[] = [];
  beforeEach(() => {
    // The limit belongs to a connection: catch the journal’s own, when it is made ready.
    const { exec } = DatabaseSync.prototype;
    vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql: string) {
      if (sql.startsWith('PRAGMA busy_timeout')) opened.push(this);
      return exec.call(this, sql);
    });
  });
});

describe('a file that may not be written', () => {
  const isRoot = process.getuid?.() === 0;

  /** The administrator may write everything: as someone else. */
  async function asAnyone<T>(act: () => Promise<T>): Promise<T> {
    if (!isRoot) return act();
    process.setegid?.(65534);
    process.seteuid?.(65534);
    try {
      return await act();
    } finally {
      process.seteuid?.(0);
      process.setegid?.(0);
    }
  }

  test.skipIf(process.platform === 'win32')('in a folder that may not be written', async () => {
    const folder = join(temporaryFolder(), 'closed');
    mkdirSync(folder);
    chmodSync(dirname(folder), 0o755);
    chmodSync(folder, 0o555);
    const error = await asAnyone(() => rejectionOf(openFileJournal(join(folder, 'journal.db'))));
    expect(error).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', outcome: 'failed' });
    chmodSync(folder, 0o755);
  });

  test.skipIf(process.platform === 'win32')('that is another’s', async () => {
    const path = journalPath();
    const journal = await openFileJournal(path);
    await put(journal, undecidedOrder('a', { state: 'paid' }));
    await journal.close();
    chmodSync(dirname(path), 0o777);
    chmodSync(path, 0o444);
    const open = () => asAnyone(async () => openFileJournal(path));
    // Whoever owns it may make it writable again; for anyone else it stays as it is.
    if (!isRoot) return expect((await open()).close).toBeDefined();
    expect(await rejectionOf(open())).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
  });

  test('that is a folder', async () => {
    expect(await rejectionOf(openFileJournal(temporaryFolder()))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
  });

  test('below a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'x');
    expect(await rejectionOf(openFileJournal(join(file, 'journal.db')))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
  });

  test.skipIf(process.platform === 'win32')('by others than its owner', async () => {
    const path = join(temporaryFolder(), 'a', 'b', 'journal.db');
    await (await openFileJournal(path)).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  test.skipIf(process.platform === 'win32')(
    'by others than its owner while it is open, in a folder that all may enter',
    async () => {
      const folder = temporaryFolder();
      chmodSync(folder, 0o755);
      const journal = await openFileJournal(join(folder, 'journal.db'));
      for (const name of readdirSync(folder)) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
      expect(readdirSync(folder)).toContain('journal.db-wal');
      await journal.close();
    },
  );
});

describe('a file that is no journal', () => {
  const expectUntouched = async (path: string, reason: RegExp) => {
    const before = readFileSync(path);
    const error = await rejectionOf(openFileJournal(path));
    expect(error).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', outcome: 'failed' });
    expect(error.message).toMatch(reason);
    expect(readFileSync(path).equals(before)).toBe(true);
  };

  test('but a text', async () => {
    const path = journalPath();
    writeFileSync(path, 'a shopping list, long enough to be taken for a header of a database\n'.repeat(20));
    await expectUntouched(path, /not a database/);
  });

  test('but another database', async () => {
    const path = journalPath();
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE orders (out_trade_no TEXT)');
    other.close();
    await expectUntouched(path, /not a Cloud Pay journal/);
  });

  test('of this version, but of a newer one', async () => {
    const path = journalPath();
    await (await openFileJournal(path)).close();
    const newer = new DatabaseSync(path);
    newer.exec('PRAGMA user_version = 3');
    newer.close();
    await expectUntouched(path, /layout 3/);
  });

  test('any more: its pages were overwritten', async () => {
    for (const [from, to] of [
      [0, 16],
      [100, 110],
      [4_096, 8_192],
      [8_192, 12_288],
    ] as const) {
      const path = journalPath();
      const journal = await openFileJournal(path);
      for (let at = 0; at < 200; at += 1) {
        await put(journal, undecidedOrder(`n${at}`, { deviceId: 'x'.repeat(100) }));
        if (at === 20) at = 180;
      }
      await journal.close();
      const bytes = readFileSync(path);
      expect(bytes.length).toBeGreaterThan(to);
      bytes.fill(0xa5, from, to);
      writeFileSync(path, bytes);
      const error = await rejectionOf(openFileJournal(path));
      expect(error, `bytes ${from}–${to}`).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', outcome: 'failed' });
    }
  });

  test('any more: a record that cannot be read stops what is about it, and nothing else', async () => {
    const path = journalPath();
    const journal = await openFileJournal(path);
    const request = coffee();
    await put(journal, undecidedOrder(request.outTradeNo));
    const other = new DatabaseSync(path);
    other.exec('UPDATE records SET record = substr(record, 1, 10)');
    other.close();
    await using till = await openTill({ journal });
    expect(await rejectionOf(till.payments.microPay(request))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
    expect(await (await till.payments.microPay(coffee())).result()).toMatchObject({ result: 'paid' });
    expect(till.calls('micro_pay')).toBe(1);
    // Nor does it take back what shares its commit, or keep other orders from being taken up.
    const together = await Promise.allSettled([request.outTradeNo, 'b'].map((number) => put(journal, undecidedOrder(number))));
    expect(together.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(await claim(journal)).toEqual(['b']);
  });
});

test('a journal that is closed stops payments', async () => {
  const journal = await openFileJournal(journalPath());
  await journal.close();
  await expectNothingSent(journal, /cannot be used/);
});
