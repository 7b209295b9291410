import { describe, expect, onTestFinished, test } from 'vitest';
import { createMemoryJournal, type JournalRecord, type JournalStore, openFileJournal } from '../../src/index.ts';
import { journalPath } from '../helpers/folder.ts';

const order = (outTradeNo: string, more: Partial<JournalRecord> = {}): JournalRecord => ({
  outTradeNo,
  state: 'undecided',
  ...more,
});

/** What any store must do. An adapter for another database passes these, or loses orders. */
describe.each<[string, () => Promise<JournalStore>]>([
  ['in memory', async () => createMemoryJournal()],
  [
    'in a file',
    async () => {
      const store = await openFileJournal(journalPath());
      onTestFinished(() => store.close());
      return store;
    },
  ],
])('a journal %s', (_, open) => {
  test('knows nothing at first', async () => {
    const store = await open();
    expect(await store.read('a')).toBeUndefined();
    expect(await store.undecided()).toEqual([]);
  });

  test('keeps a record as it was written, all of it', async () => {
    const store = await open();
    const whole: JournalRecord = {
      outTradeNo: '单号-1',
      state: 'undecided',
      tradeType: 1,
      payPlatform: 2,
      totalFee: 2 ** 31 - 1,
      deviceId: "82'4",
      machineNo: 'till "1"',
      lastSentAt: { local: 1_790_000_000_000, service: 1_790_000_000_123.5 },
      cancelSentAt: { local: 1 },
      hasRefusedDuplicate: true,
      refunds: [{ outRefundNo: 'r1', refundFee: 1, state: 'undecided', lastSentAt: { local: 2 } }],
      lease: { owner: 'me', until: 3 },
    };
    expect(await store.write(whole, 0, true)).toBe(true);
    expect(await store.read('单号-1')).toEqual({ record: whole, version: 1 });
  });

  test('writes when the version is the one that was read', async () => {
    const store = await open();
    expect(await store.write(order('a'), 0, true)).toBe(true);
    expect(await store.write(order('a', { state: 'paid' }), 1, false)).toBe(true);
    expect(await store.read('a')).toEqual({ record: order('a', { state: 'paid' }), version: 2 });
  });

  test.each([0, 2, 7])('writes nothing for version %d when the stored one is 1', async (version) => {
    const store = await open();
    await store.write(order('a'), 0, true);
    expect(await store.write(order('a', { state: 'paid' }), version, false)).toBe(false);
    expect(await store.read('a')).toEqual({ record: order('a'), version: 1 });
    expect(await store.undecided()).toEqual(['a']);
  });

  test('writes nothing new for a version that nobody can have read', async () => {
    const store = await open();
    expect(await store.write(order('a'), 1, true)).toBe(false);
    expect(await store.read('a')).toBeUndefined();
    expect(await store.undecided()).toEqual([]);
  });

  test('lets one of many writers win', async () => {
    const store = await open();
    await store.write(order('a'), 0, true);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, at) => store.write(order('a', { totalFee: at }), 1, true)),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await store.read('a')).toEqual({ record: order('a', { totalFee: results.indexOf(true) }), version: 2 });
  });

  test('lets one of many makers win', async () => {
    const store = await open();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, at) => store.write(order('a', { totalFee: at }), 0, true)),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
    expect((await store.read('a'))?.version).toBe(1);
  });

  test('loses no count, however many add to it at once', async () => {
    const store = await open();
    await store.write(order('a', { totalFee: 0 }), 0, true);
    const add = async () => {
      for (;;) {
        const stored = await store.read('a');
        if (stored === undefined) throw new Error('lost');
        const totalFee = (stored.record.totalFee ?? 0) + 1;
        if (await store.write({ ...stored.record, totalFee }, stored.version, true)) return;
      }
    };
    await Promise.all(Array.from({ length: 12 }, add));
    expect(await store.read('a')).toEqual({ record: order('a', { totalFee: 12 }), version: 13 });
  });

  test('names the undecided, the oldest first, and no others', async () => {
    const store = await open();
    for (const name of ['c', 'a', 'b']) {
      await store.write(order(name), 0, true);
      // They are told apart by the millisecond.
      const written = Date.now();
      while (Date.now() === written) await new Promise(setImmediate);
    }
    await store.write(order('d', { state: 'paid' }), 0, false);
    expect(await store.undecided()).toEqual(['c', 'a', 'b']);
    await store.write(order('c', { totalFee: 1 }), 1, true);
    expect(await store.undecided()).toEqual(['c', 'a', 'b']);
    await store.write(order('a', { state: 'paid' }), 1, false);
    expect(await store.undecided()).toEqual(['c', 'b']);
  });

  test('names an order again that became undecided again', async () => {
    const store = await open();
    await store.write(order('a'), 0, true);
    await store.write(order('a', { state: 'paid' }), 1, false);
    await store.write(order('a', { state: 'paid', cancelSentAt: { local: 1 } }), 2, true);
    expect(await store.undecided()).toEqual(['a']);
  });

  test('tells numbers apart that look alike', async () => {
    const store = await open();
    for (const name of ['a', 'A', 'a ', 'á', 'ａ']) expect(await store.write(order(name), 0, true)).toBe(true);
    expect((await store.undecided()).length).toBe(5);
  });

  test('finishes its writes before it closes', async () => {
    const store = await open();
    const writes = Promise.all(['a', 'b', 'c'].map((name) => store.write(order(name), 0, true)));
    await store.close();
    expect(await writes).toEqual([true, true, true]);
    // Once more is nothing: `await using` closes what was closed by hand.
    await store.close();
  });
});

test('a file keeps its records when it is opened again', async () => {
  const path = journalPath();
  const first = await openFileJournal(path);
  await first.write(order('a', { totalFee: 7 }), 0, true);
  await first.close();
  const again = await openFileJournal(path);
  expect(await again.read('a')).toEqual({ record: order('a', { totalFee: 7 }), version: 1 });
  expect(await again.undecided()).toEqual(['a']);
  await again.close();
});

test('two that have the same file open see each other’s writes at once', async () => {
  const path = journalPath();
  const [one, other] = await Promise.all([openFileJournal(path), openFileJournal(path)]);
  await one.write(order('a'), 0, true);
  expect(await other.write(order('a', { state: 'paid' }), 1, false)).toBe(true);
  expect(await one.write(order('a', { state: 'failed' }), 1, false)).toBe(false);
  expect((await one.read('a'))?.record.state).toBe('paid');
  expect(await one.undecided()).toEqual([]);
  await Promise.all([one.close(), other.close()]);
});
