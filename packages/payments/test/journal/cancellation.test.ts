// What is written of a cancellation, and how long it may still take effect: rule 11.
import { CloudPayError } from '@cloudpay/core';
import { describe, expect, test } from 'vitest';
import type { JournalRecord } from '../../src/index.ts';
import {
  checkMayCancel,
  checkMayTouch,
  endCancellation,
  saysCancelled,
  sendingCancellation,
  settleCancellation,
} from '../../src/journal/cancellation.ts';
import { CancellationWatch } from '../../src/journal/cancellation-watch.ts';
import type { OrderOutcome } from '../../src/service/order-outcome.ts';
import { rejectionOf } from '../helpers/thrown.ts';
import { MachineClock, SimulatedTime } from '../simulation/time.ts';
import { journalWith } from './helpers/journal.ts';
import { outSubMchId, undecidedOrder } from './helpers/records.ts';

const outTradeNo = 'sz010002cz1';
const now = { local: 7 };
const order = { outTradeNo };
const anything = () => {};
const error = new CloudPayError('no', { code: 'SERVICE_REFUSED', outcome: 'failed' });
const sent = (count: number) => ({ cancellation: { sends: { count, lastAt: now } } });

describe('a cancellation that leaves', () => {
  test('is counted, takes the order, and ends all payment requests', async () => {
    const { journal, stored } = await journalWith(undecidedOrder(outTradeNo));
    const work = journal.workOn(outTradeNo);
    for (const count of [1, 2]) {
      const recorded = await sendingCancellation(journal, outTradeNo, now, anything);
      expect(recorded).toMatchObject({ isGivenUp: true, ...sent(count) });
      expect(await stored(outTradeNo)).toMatchObject({ record: recorded, held: 'here' });
    }
    work.end();
  });

  test('of an order that another till made is recorded too', async () => {
    const { journal, stored } = await journalWith();
    const work = journal.workOn(outTradeNo);
    await sendingCancellation(journal, outTradeNo, now, anything);
    const record = { outTradeNo, outSubMchId, state: 'elsewhere', isGivenUp: true, ...sent(1) };
    expect(await stored(outTradeNo)).toEqual({ record, version: 1, held: 'here' });
    work.end();
  });

  test('leaves an order with the process that works on it', async () => {
    const { another, stored } = await journalWith(undecidedOrder(outTradeNo));
    await sendingCancellation(another(), outTradeNo, now, anything);
    expect(await stored(outTradeNo)).toMatchObject({ record: sent(1), held: 'here' });
  });

  test('is checked on the record as it is written', async () => {
    const { journal, stored } = await journalWith(undecidedOrder(outTradeNo, { hasRefusedDuplicate: true }));
    expect(await rejectionOf(sendingCancellation(journal, outTradeNo, now, checkMayCancel))).toMatchObject({
      code: 'REFUSED_LOCALLY',
      outcome: 'failed',
    });
    expect((await stored(outTradeNo)).version).toBe(1);
  });
});

describe('a cancellation that did nothing', () => {
  test('is forgotten, but not that it was asked for', async () => {
    const { journal, stored } = await journalWith(undecidedOrder(outTradeNo, { state: 'paid', isGivenUp: true, ...sent(2) }));
    await endCancellation(journal, (await stored(outTradeNo)).record);
    const { record, held } = await stored(outTradeNo);
    expect([record.state, record.cancellation, record.isGivenUp, held]).toEqual(['paid', undefined, true, 'free']);
  });

  test('is not forgotten when another one has left since: that may take effect', async () => {
    const { journal, stored } = await journalWith(undecidedOrder(outTradeNo, { state: 'paid', ...sent(1) }));
    const { record: first } = await stored(outTradeNo);
    await sendingCancellation(journal, outTradeNo, now, anything);
    await endCancellation(journal, first);
    expect((await stored(outTradeNo)).record).toMatchObject(sent(2));
  });
});

describe('a cancellation that took effect', () => {
  test.each<[JournalRecord['state'], OrderOutcome, JournalRecord['state']]>([
    ['undecided', { result: 'reversed', order }, 'reversed'],
    ['undecided', { result: 'closed', order }, 'closed'],
    ['paid', { result: 'reversed', order }, 'reversed'],
    // It was paid, so its money went back.
    ['paid', { result: 'closed', order }, 'reversed'],
    ['refunded', { result: 'closed', order }, 'refunded'],
    ['reversed', { result: 'refunded', order }, 'reversed'],
    // A payment that failed is for its own wait to settle.
    ['undecided', { result: 'failed', error }, 'undecided'],
    ['elsewhere', { result: 'reversed', order }, 'elsewhere'],
    ['reentryConflict', { result: 'reversed', order }, 'reentryConflict'],
  ])('of an order that is %s, told as %o: %s', async (state, outcome, after) => {
    const { journal, stored } = await journalWith(undecidedOrder(outTradeNo, { state, ...sent(1) }));
    await settleCancellation(journal, outTradeNo, outcome);
    const { record } = await stored(outTradeNo);
    expect([record.state, record.cancellation]).toEqual([after, undefined]);
  });
});

test.each([
  ['reversed', true],
  ['closed', true],
  ['refunded', true],
  ['failed', true],
  ['paid', false],
  ['partlyRefunded', false],
  ['unknown', false],
  ['awaitingPayment', false],
] as const)('an order that is %s is cancelled: %s', (result, is) => {
  expect(saysCancelled({ result } as OrderOutcome)).toBe(is);
});

test('the order of another one is touched by nobody', () => {
  const refused = expect.objectContaining({ code: 'REFUSED_LOCALLY', outcome: 'failed' });
  expect(() => checkMayTouch(undecidedOrder(outTradeNo, { state: 'reentryConflict' }))).toThrow(refused);
  for (const more of [{ state: 'reentryConflict' }, { state: 'refused' }, { hasRefusedDuplicate: true }] as const) {
    expect(() => checkMayCancel(undecidedOrder(outTradeNo, more))).toThrow(refused);
  }
  checkMayTouch(undecidedOrder(outTradeNo, { hasRefusedDuplicate: true }));
  for (const record of [undefined, undecidedOrder(outTradeNo)]) {
    checkMayTouch(record);
    checkMayCancel(record);
  }
});

describe('for how long a cancellation may take effect', () => {
  const withCancellation = (count: number) => undecidedOrder(outTradeNo, sent(count));

  function watched() {
    const time = new SimulatedTime();
    const clock = new MachineClock(time);
    return { clock, watch: new CancellationWatch(clock), pass: (ms: number) => time.runUntil(clock.sleep(ms)) };
  }

  test('70 seconds after the one that this process sent has ended', async () => {
    const { watch, pass } = watched();
    watch.ended(withCancellation(1));
    expect(watch.remaining(withCancellation(1))).toBe(70_000);
    await pass(69_999);
    expect(watch.mayTakeEffect(withCancellation(1))).toBe(true);
    await pass(1);
    expect(watch.mayTakeEffect(withCancellation(1))).toBe(false);
  });

  test('by the monotonic clock: people and time servers set the other one', async () => {
    const { watch, clock } = watched();
    watch.ended(withCancellation(1));
    clock.offset = 3_600_000;
    expect(watch.remaining(withCancellation(1))).toBe(70_000);
  });

  test('100 seconds after it was seen first, when another process sent it: its exchange may have lasted 30', async () => {
    const { watch, pass } = watched();
    expect(watch.remaining(withCancellation(1))).toBe(100_000);
    await pass(60_000);
    expect(watch.remaining(withCancellation(1))).toBe(40_000);
    // One more is a new one.
    expect(watch.remaining(withCancellation(2))).toBe(100_000);
  });

  test('never, where there is none', () => {
    const { watch } = watched();
    expect(watch.mayTakeEffect(undecidedOrder(outTradeNo))).toBe(false);
  });

  test('is forgotten when the journal has decided it', async () => {
    const { journal, stored } = await journalWith(undecidedOrder(outTradeNo, sent(1)));
    const { record } = await stored(outTradeNo);
    journal.cancellations.ended(record);
    expect(journal.cancellations.remaining(record)).toBe(70_000);
    await settleCancellation(journal, outTradeNo, { result: 'reversed', order });
    expect(journal.cancellations.remaining(record)).toBe(100_000);
  });
});
