// What is written of an order at each step of its way.
import { CloudPayError } from '@cloudpay/core';
import { describe, expect, test } from 'vitest';
import type { JournalRecord } from '../../src/index.ts';
import { Journal } from '../../src/journal/journal.ts';
import { OrderEntry } from '../../src/journal/order-entry.ts';
import { recordOutcome } from '../../src/journal/order-state.ts';
import type { OrderOutcome } from '../../src/service/order-outcome.ts';
import { rejectionOf } from '../helpers/thrown.ts';
import { gated, journalWith } from './helpers/journal.ts';
import { outSubMchId, put, undecidedOrder } from './helpers/records.ts';

const outTradeNo = 'sz010002cz1';
const now = { local: 7 };
const order = { outTradeNo, totalFee: 1999 };
const noSuchOrder = new CloudPayError('no such order', { code: 'SERVICE_REFUSED', outcome: 'failed', status: 104 });
const numberUsed = new CloudPayError('number used', { code: 'SERVICE_REFUSED', outcome: 'failed', status: 102 });
const failed: OrderOutcome = { result: 'failed', error: noSuchOrder };
const paid: OrderOutcome = { result: 'paid', order };

const concluded = (outcome: OrderOutcome = failed) => ({ outcome, isConcluded: true, learnt: {} });
const told = (outcome: OrderOutcome, learnt = {}) => ({ outcome, isConcluded: false, learnt });

/** An order that this process has just accepted. */
async function accepted() {
  const world = await journalWith();
  const entry = await OrderEntry.accept(world.journal, order, now);
  return { ...world, entry, record: async () => (await world.stored(outTradeNo)).record };
}

/** An order that a process that died has left behind. */
async function resumed(more: Partial<JournalRecord> = {}) {
  const world = await journalWith(undecidedOrder(outTradeNo, more));
  const [record] = await world.journal.claim(9, []);
  const entry = OrderEntry.resume(world.journal, record as JournalRecord);
  return { ...world, entry, record: async () => (await world.stored(outTradeNo)).record };
}

describe('an order is accepted', () => {
  test('in one write, and held', async () => {
    const { stored } = await accepted();
    const record = { ...order, outSubMchId, state: 'undecided', acceptedAt: now, sends: { count: 1, lastAt: now } };
    expect(await stored(outTradeNo)).toEqual({ record, version: 1, held: 'here' });
  });

  test.each(['undecided', 'paid', 'failed', 'elsewhere', 'reentryConflict'] as const)(
    'only under a number of its own: one that is %s is refused, and marked',
    async (state) => {
      const { journal, stored } = await journalWith(undecidedOrder(outTradeNo, { state, deviceId: 'first' }));
      expect(await rejectionOf(OrderEntry.accept(journal, order, now))).toMatchObject({
        code: 'REFUSED_LOCALLY',
        outcome: 'failed',
      });
      expect(await stored(outTradeNo)).toMatchObject({ record: { state, deviceId: 'first', hasRefusedDuplicate: true } });
    },
  );

  test('under a number whose earlier request was refused before it left', async () => {
    const { journal, stored } = await journalWith({ outTradeNo, outSubMchId, state: 'refused', hasRefusedDuplicate: true });
    await OrderEntry.accept(journal, order, now);
    expect(await stored(outTradeNo)).toMatchObject({ record: { state: 'undecided', sends: { count: 1 } }, held: 'here' });
  });

  test('once, by whichever of two processes is faster', async () => {
    const { journal, another } = await journalWith();
    const results = await Promise.allSettled([journal, another(), another()].map((one) => OrderEntry.accept(one, order, now)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  test('too late: nothing leaves, and what lands is resumed as if it had (rule 16)', async () => {
    const { time, clock, store, stored } = await journalWith();
    const gate = gated(store);
    const journal = new Journal(gate.store, clock, outSubMchId);
    gate.shut();
    const error = await time.runUntil(rejectionOf(OrderEntry.accept(journal, order, now)));
    expect(error).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', cause: { code: 'timeout' } });
    gate.open();
    await new Promise(setImmediate);
    expect(await stored(outTradeNo)).toMatchObject({ record: { state: 'undecided', sends: { count: 1 } } });
    expect(await journal.claim(9, [])).toMatchObject([{ outTradeNo }]);
  });
});

describe('a request leaves once more', () => {
  test('when it is recorded, which starts the watch anew', async () => {
    const { entry, stored } = await resumed({ watch: { needed: 90_000, done: 60_000 } });
    await entry.sending({ local: 9 }, false);
    const { record, held } = await stored(outTradeNo);
    expect([record.sends, held, record.watch]).toEqual([{ count: 2, lastAt: { local: 9 } }, 'here', undefined]);
    await entry.sending({ local: 10 }, false);
    expect((await stored(outTradeNo)).record.sends?.count).toBe(3);
  });

  test('not after a cancellation was asked for (rule 17), but to find out whose the order is', async () => {
    const { entry, journal, record } = await accepted();
    await journal.update(outTradeNo, ({ record: found }) => found && { record: { ...found, isGivenUp: true }, hold: 'keep' });
    expect(await rejectionOf(entry.sending(now, false))).toMatchObject({ code: 'REFUSED_LOCALLY', outcome: 'failed' });
    await entry.sending(now, true);
    expect((await record()).sends?.count).toBe(2);
  });

  test.each<[string, (world: Awaited<ReturnType<typeof accepted>>) => Promise<unknown>]>([
    ['settled', ({ journal }) => recordOutcome(journal, outTradeNo, paid)],
    [
      'taken over by another process',
      ({ another }) => another().update(outTradeNo, ({ record }) => record && { record, hold: 'take' }),
    ],
    [
      'sent by another process that is gone again',
      async ({ another, store }) => {
        const other = another();
        const record = await other.update(outTradeNo, ({ record: found }) => found && { record: found, hold: 'take' });
        await OrderEntry.resume(other, record as JournalRecord).sending(now, false);
        const found = await store.read({ outSubMchId, number: outTradeNo });
        await put(store, found?.record as JournalRecord, found?.version, 'release');
      },
    ],
    [
      'older than it was: the store has lost its last writes',
      async ({ entry, store }) => {
        await entry.sending(now, false);
        const found = await store.read({ outSubMchId, number: outTradeNo });
        await put(store, { ...(found?.record as JournalRecord), sends: { count: 1, lastAt: now } }, found?.version);
      },
    ],
  ])('not when it was %s', async (_, change) => {
    const world = await accepted();
    await change(world);
    const before = await world.stored(outTradeNo);
    for (const isTie of [false, true]) {
      expect(await rejectionOf(world.entry.sending(now, isTie))).toMatchObject({ code: 'REFUSED_LOCALLY', outcome: 'failed' });
    }
    expect(await world.stored(outTradeNo)).toEqual(before);
  });

  test('not when the record is gone', async () => {
    const { journal } = await journalWith();
    const entry = OrderEntry.resume(journal, undecidedOrder(outTradeNo));
    expect(await rejectionOf(entry.sending(now, false))).toMatchObject({ code: 'REFUSED_LOCALLY' });
    // The response of the service is returned all the same.
    expect(await entry.settle(told(paid))).toEqual({ outcome: paid });
    expect(await journal.read(outTradeNo)).toBeUndefined();
  });

  test('not when the journal takes longer than two seconds; then nothing is concluded in this process', async () => {
    const { time, clock, store } = await journalWith();
    const gate = gated(store);
    const journal = new Journal(gate.store, clock, outSubMchId);
    const entry = await OrderEntry.accept(journal, order, now);
    gate.shut();
    expect(await time.runUntil(rejectionOf(entry.sending(now, false)))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
    gate.open();
    await new Promise(setImmediate);
    // It may have left, as far as the record shows.
    expect(await entry.settle(concluded())).toEqual({ goOn: true });
    expect(await entry.settle(told(paid))).toEqual({ outcome: paid });
  });
});

describe('facts to remember', () => {
  test('is kept for a later process, and never forgotten', async () => {
    const { entry, record } = await accepted();
    await entry.learn({ isKnown: true });
    await entry.learn({ isTied: true });
    await entry.learn({ isKnown: true });
    expect(await record()).toMatchObject({ isKnown: true, isTied: true });
  });

  test('is written once', async () => {
    const { entry, stored } = await accepted();
    for (let at = 0; at < 3; at += 1) await entry.learn({ isKnown: true, isTied: true });
    expect((await stored(outTradeNo)).version).toBe(2);
  });
});

describe('a decision', () => {
  test('is written, releases the order, and is returned', async () => {
    const { entry, stored } = await accepted();
    expect(await entry.settle(told(paid, { isKnown: true, isTied: true }))).toEqual({ outcome: paid });
    expect(await stored(outTradeNo)).toMatchObject({ record: { state: 'paid', isKnown: true, isTied: true }, held: 'free' });
  });

  test.each<[string, Partial<JournalRecord>]>([
    ['sent since', { sends: { count: 2, lastAt: now } }],
    ['told to somebody (rule 9)', { isKnown: true }],
  ])('that nothing happened does not count for an order that was %s', async (_, change) => {
    const { entry, journal, record } = await accepted();
    await journal.update(outTradeNo, ({ record: found }) => found && { record: { ...found, ...change }, hold: 'keep' });
    expect(await entry.settle(concluded())).toEqual({ goOn: true });
    expect((await record()).state).toBe('undecided');
    // The wait goes on, so nobody here takes the order up a second time.
    expect(await journal.claim(9, [])).toEqual([]);
  });

  test('that nothing happened is for the holder alone', async () => {
    const { entry, another, record } = await accepted();
    await another().update(outTradeNo, ({ record: found }) => found && { record: found, hold: 'take' });
    expect(await entry.settle(concluded())).toEqual({ goOn: true });
    expect((await record()).state).toBe('undecided');
    // Recording a response needs no hold.
    expect(await entry.settle(told(paid))).toEqual({ outcome: paid });
    expect((await record()).state).toBe('paid');
  });

  test('does not replace a stronger one, and replaces a weaker one (rule 12)', async () => {
    const { journal, record } = await resumed();
    const entries = [1, 2, 3].map(() => OrderEntry.resume(journal, undecidedOrder(outTradeNo)));
    expect(await entries[0]?.settle(concluded())).toEqual({ outcome: failed });
    expect(await entries[1]?.settle(told(paid))).toEqual({ outcome: paid });
    expect((await record()).state).toBe('paid');
    expect(await entries[2]?.settle(concluded())).toMatchObject({ outcome: { result: 'paid' } });
    expect((await record()).state).toBe('paid');
  });

  test('that the number is used marks it, so that nobody cancels the order that has it', async () => {
    const { entry, record } = await accepted();
    await entry.settle(concluded({ result: 'failed', error: numberUsed }));
    expect(await record()).toMatchObject({ state: 'failed', hasRefusedDuplicate: true });
  });

  test('"closed" of an order that was known as paid is returned as reversed', async () => {
    const { entry, journal, record } = await accepted();
    await recordOutcome(journal, outTradeNo, paid);
    expect(await entry.settle(told({ result: 'closed', order }))).toEqual({ outcome: { result: 'reversed', order } });
    expect((await record()).state).toBe('reversed');
  });

  test('"paid" is progress while a cancellation may take effect (rule 11)', async () => {
    const { entry, journal, clock, time, record } = await accepted();
    const cancelled = await journal.update(outTradeNo, ({ record: found }) => {
      return found && { record: { ...found, cancellation: { sends: { count: 1, lastAt: now } } }, hold: 'keep' };
    });
    journal.cancellations.ended(cancelled as JournalRecord);
    await time.runUntil(clock.sleep(69_999));
    expect(await entry.settle(told(paid))).toEqual({ goOn: true });
    await time.runUntil(clock.sleep(1));
    expect(await entry.settle(told(paid))).toEqual({ outcome: paid });
    expect(await record()).toMatchObject({ state: 'paid' });
    expect((await record()).cancellation).toBeUndefined();
  });

  test('that cannot be written leaves the order to `resume`', async () => {
    const { clock, store } = await journalWith();
    let fails = false;
    const broken = {
      ...gated(store).store,
      async write(write: Parameters<typeof store.write>[0]) {
        if (fails) throw new Error('the disk is full');
        return store.write(write);
      },
    };
    const journal = new Journal(broken, clock, outSubMchId);
    const entry = await OrderEntry.accept(journal, order, now);
    fails = true;
    expect(await rejectionOf(entry.settle(told(paid)))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
    fails = false;
    expect(await journal.claim(9, [])).toMatchObject([{ outTradeNo, state: 'undecided' }]);
  });
});

describe('an order that is not decided', () => {
  test('is let go of, with what was watched', async () => {
    const { entry, stored } = await resumed({ watch: { needed: 90_000, done: 1 } });
    expect(await entry.release({ needed: 90_000, done: 50_000 })).toBeUndefined();
    expect(await stored(outTradeNo)).toMatchObject({ record: { watch: { needed: 90_000, done: 50_000 } }, held: 'free' });
  });

  test('keeps what an earlier holder watched when this one watched nothing', async () => {
    const { entry, record } = await resumed({ watch: { needed: 90_000, done: 1 } });
    await entry.release(undefined);
    expect((await record()).watch).toEqual({ needed: 90_000, done: 1 });
  });

  test('of another process stays its own', async () => {
    const { entry, another, stored } = await accepted();
    await another().update(outTradeNo, ({ record }) => record && { record, hold: 'take' });
    const before = await stored(outTradeNo);
    await entry.release({ needed: 90_000, done: 50_000 });
    expect(await stored(outTradeNo)).toEqual(before);
  });

  test('but was decided meanwhile returns that', async () => {
    const { entry, another } = await accepted();
    await recordOutcome(another(), outTradeNo, paid);
    expect(await entry.release(undefined)).toMatchObject({ result: 'paid', order: { outTradeNo } });
  });
});

describe('an outcome from a query or callback', () => {
  test('settles an order, whichever process holds it', async () => {
    const { another, record } = await accepted();
    await recordOutcome(another(), outTradeNo, paid);
    expect((await record()).state).toBe('paid');
  });

  test.each<[string, Partial<JournalRecord>, OrderOutcome]>([
    ['that is weaker', { state: 'paid' }, failed],
    ['about an order that met a re-entry conflict', { state: 'reentryConflict' }, paid],
    ['about an order of another till', { state: 'elsewhere' }, paid],
    ['about a request that never left', { state: 'refused' }, paid],
    ['"paid" while a cancellation is open', { cancellation: { sends: { count: 1, lastAt: now } } }, paid],
    ['that says nothing', {}, { result: 'unknown' }],
    ['that waits for the customer', {}, { result: 'awaitingPayment' }],
  ])('changes nothing when it is one %s', async (_, more, outcome) => {
    const { journal, stored } = await journalWith(undecidedOrder(outTradeNo, more));
    await recordOutcome(journal, outTradeNo, outcome);
    expect((await stored(outTradeNo)).version).toBe(1);
  });

  test('about an order that the journal does not know is not written', async () => {
    const { journal } = await journalWith();
    await recordOutcome(journal, outTradeNo, paid);
    expect(await journal.read(outTradeNo)).toBeUndefined();
  });
});
