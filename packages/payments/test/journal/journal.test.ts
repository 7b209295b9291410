import { describe, expect, test } from 'vitest';
import { createMemoryJournal, type JournalStore } from '../../src/index.ts';
import { Journal } from '../../src/journal/journal.ts';
import { rejectionOf } from '../helpers/thrown.ts';
import { MachineClock, SimulatedTime } from '../simulation/time.ts';
import { gated, journalWith } from './helpers/journal.ts';
import { outSubMchId, put, stored, undecidedOrder } from './helpers/records.ts';

describe('a change', () => {
  test('is made anew on what a faster one left, whichever process that is in', async () => {
    const { journal, another, stored } = await journalWith();
    const journals = [journal, journal, ...Array.from({ length: 8 }, () => another())];
    await Promise.all(
      journals.map((one) =>
        one.update('a', ({ record }) => ({
          record: undecidedOrder('a', { totalFee: (record?.totalFee ?? 0) + 1 }),
          hold: 'keep',
        })),
      ),
    );
    expect(await stored('a')).toMatchObject({ record: { totalFee: 10 }, version: 10 });
  });

  test('of a record that is gone starts from nothing', async () => {
    const { journal } = await journalWith();
    const found: unknown[] = [];
    const result = await journal.update('a', (given) => {
      found.push(given);
      return undefined;
    });
    expect([result, found]).toEqual([undefined, [{ record: undefined, held: 'free' }]]);
  });
});

describe('a record is held', () => {
  test('while this process works on it, and no longer', async () => {
    const { journal, stored } = await journalWith();
    const work = journal.workOn('a');
    await journal.insert(undecidedOrder('a'));
    await journal.update('a', ({ record }) => record && { record, hold: 'keep' });
    expect((await stored('a')).held).toBe('here');
    await journal.release('a', work);
    expect((await stored('a')).held).toBe('free');
  });

  test('until the last one here leaves, also when two leave at once', async () => {
    const { journal, stored } = await journalWith();
    const [one, two, three] = [journal.workOn('a'), journal.workOn('a'), journal.workOn('a')];
    await journal.insert(undecidedOrder('a'));
    await journal.release('a', one);
    expect((await stored('a')).held).toBe('here');
    await Promise.all([journal.release('a', two), journal.release('a', three)]);
    expect((await stored('a')).held).toBe('free');
  });

  test('by nobody when it is decided, whichever process held it', async () => {
    const { journal, another, stored } = await journalWith(undecidedOrder('a'));
    const work = journal.workOn('a');
    await another().update('a', ({ record }) => record && { record: { ...record, state: 'paid' }, hold: 'keep' });
    expect((await stored('a')).held).toBe('free');
    await journal.update('a', ({ record }) => record && { record, hold: 'take' });
    expect((await stored('a')).held).toBe('free');
    work.end();
  });

  test('no longer by a process whose last write about it failed, once it writes again', async () => {
    const { journal, stored } = await journalWith(undecidedOrder('a'));
    await journal.update('a', ({ record }) => record && { record, hold: 'keep' });
    expect((await stored('a')).held).toBe('free');
  });

  test('by another process goes on being so', async () => {
    const { journal, another, stored } = await journalWith(undecidedOrder('a'));
    const [other, work] = [another(), journal.workOn('a')];
    await other.update('a', ({ record }) => record && { record, hold: 'keep' });
    await other.release('a', other.workOn('a'));
    expect((await stored('a')).held).toBe('here');
    work.end();
  });
});

describe('a claim', () => {
  const numbers = (records: readonly { readonly outTradeNo: string }[]) => records.map(({ outTradeNo }) => outTradeNo);

  test('takes up what a failed write left behind here, and not what is worked on', async () => {
    const { journal } = await journalWith(undecidedOrder('orphan'), undecidedOrder('live'));
    const work = journal.workOn('live');
    expect(numbers(await journal.claim(9, []))).toEqual(['orphan']);
    work.end();
    work.end();
    expect(numbers(await journal.claim(9, []))).toEqual(['live']);
  });

  test('takes nothing twice, though two are made at once and nobody works on what they took yet', async () => {
    const { journal, store, clock } = await journalWith(...['a', 'b', 'c'].map((number) => undecidedOrder(number)));
    const beside = new Journal(store, clock, outSubMchId);
    const claims = await Promise.all([journal.claim(2, []), beside.claim(2, []), journal.claim(2, [])]);
    expect(claims.map(numbers)).toEqual([['a', 'b'], ['c'], []]);
    // What was begun and has ended may be taken again.
    journal.workOn('b').end();
    expect(numbers(await journal.claim(2, []))).toEqual(['b']);
  });

  test('leaves alone what its caller has seen', async () => {
    const { journal } = await journalWith(undecidedOrder('a'), undecidedOrder('b'));
    expect(numbers(await journal.claim(9, ['a']))).toEqual(['b']);
  });

  test('that fails does not keep the next one waiting', async () => {
    const memory = createMemoryJournal();
    await put(memory, undecidedOrder('a'));
    let fails = true;
    const store: JournalStore = {
      ...gated(memory).store,
      async claim(request) {
        if (fails) throw new Error('the disk is gone');
        return memory.claim(request);
      },
    };
    const journal = new Journal(store, new MachineClock(new SimulatedTime()), outSubMchId);
    expect(await rejectionOf(journal.claim(9, []))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
    fails = false;
    expect(numbers(await journal.claim(9, []))).toEqual(['a']);
  });

  test('of one merchant leaves another’s records alone, under the same number', async () => {
    const { journal, store, clock } = await journalWith(
      undecidedOrder('a'),
      undecidedOrder('a', { outSubMchId: 'another', totalFee: 7 }),
    );
    const theirs = new Journal(store, clock, 'another');
    expect(await journal.read('a')).toMatchObject({ outSubMchId });
    expect(await theirs.read('a')).toMatchObject({ outSubMchId: 'another', totalFee: 7 });
    expect(await theirs.claim(9, [])).toMatchObject([{ outSubMchId: 'another' }]);
    expect(await journal.claim(9, [])).toMatchObject([{ outSubMchId }]);
  });
});

describe('a store that does not answer', () => {
  test('within two seconds keeps what leaves from leaving (rule 16), and is waited for otherwise', async () => {
    const { time, clock, store } = await journalWith(undecidedOrder('known'));
    const gate = gated(store);
    const journal = new Journal(gate.store, clock, outSubMchId);
    gate.shut();
    const change = () => ({ record: undecidedOrder('known', { totalFee: 1 }), hold: 'take' as const });
    const inTime = [() => journal.insert(undecidedOrder('new')), () => journal.updateInTime('known', change)];
    for (const attempt of inTime) {
      const start = time.elapsed;
      const error = await time.runUntil(rejectionOf(attempt()));
      expect(error).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', outcome: 'failed', cause: { code: 'timeout' } });
      expect(time.elapsed - start).toBe(2_000);
    }
    const patient = journal.update('known', ({ record }) => record && { record: { ...record, deviceId: '9' }, hold: 'keep' });
    await time.runUntil(clock.sleep(60_000));
    gate.open();
    expect(await patient).toMatchObject({ deviceId: '9' });
    // What landed late is there, for `resume`.
    expect((await journal.claim(9, [])).map(({ outTradeNo }) => outTradeNo)).toEqual(['known', 'new']);
  });

  test('in time is no reason to fail later', async () => {
    const { time, clock, journal } = await journalWith();
    expect(await journal.insert(undecidedOrder('a'))).toBe(true);
    await time.runUntil(clock.sleep(10_000));
  });

  test('at all turns every use into JOURNAL_UNAVAILABLE', async () => {
    const broken = async () => {
      throw new Error('the disk is gone');
    };
    const store = { read: broken, write: broken, claim: broken, heldElsewhere: broken, close: broken };
    const journal = new Journal(store, new MachineClock(new SimulatedTime()), outSubMchId);
    const attempts = [
      journal.read('a'),
      journal.insert(undecidedOrder('a')),
      journal.update('a', () => undefined),
      journal.updateInTime('a', () => undefined),
      journal.claim(9, []),
      journal.heldElsewhere(9),
      journal.release('a', journal.workOn('a')),
      journal.close(),
    ];
    for (const attempt of attempts) {
      const error = await rejectionOf(attempt);
      expect(error).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', outcome: 'failed' });
      expect(error.message).toMatch(/the disk is gone/);
    }
  });
});

test('a record that was refused is not inserted again, though it is gone when it is read again', async () => {
  const { clock, store } = await journalWith();
  const journal = new Journal(
    { ...gated(store).store, write: async () => ({ written: false, current: undefined }) },
    clock,
    outSubMchId,
  );
  expect(await journal.insert(undecidedOrder('a'))).toBe(false);
});

describe('several clients share a store', () => {
  test('that closes with the last of them, once', async () => {
    const memory = createMemoryJournal();
    let closed = 0;
    const store = {
      ...gated(memory).store,
      async close() {
        closed += 1;
      },
    };
    const clock = new MachineClock(new SimulatedTime());
    const open = () => new Journal(store, clock, outSubMchId);
    const [one, two] = [open(), open()];
    await one.close();
    await one.close();
    expect(closed).toBe(0);
    const three = open();
    await two.close();
    expect(closed).toBe(0);
    await three.close();
    expect(closed).toBe(1);
  });

  test('and know what the others of them work on', async () => {
    const { journal, store, clock } = await journalWith(undecidedOrder('a'));
    const beside = new Journal(store, clock, outSubMchId);
    const [work, other] = [journal.workOn('a'), beside.workOn('a')];
    expect(await beside.claim(9, [])).toEqual([]);
    await journal.release('a', work);
    expect((await stored(store, 'a'))?.held).toBe('here');
    await beside.release('a', other);
    expect((await stored(store, 'a'))?.held).toBe('free');
  });
});
