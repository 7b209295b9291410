// What is written of a refund at each step of its way, in the record of its order.
import { CloudPayError } from '@cloudpay/core';
import { describe, expect, test } from 'vitest';
import type { JournalRecord } from '../../src/index.ts';
import type { RefundRecord } from '../../src/journal/record.ts';
import { RefundEntry, recordRefundOutcome } from '../../src/journal/refund-entry.ts';
import type { RefundOutcome } from '../../src/service/refund-outcome.ts';
import { rejectionOf } from '../helpers/thrown.ts';
import { journalWith } from './helpers/journal.ts';
import { outSubMchId, undecidedOrder } from './helpers/records.ts';

const outTradeNo = 'sz010002cz1';
const outRefundNo = 'sz010002cz2';
const now = { local: 7 };
const newRefund = { outTradeNo, outRefundNo, refundFee: 100 };
const sent: RefundRecord = { outRefundNo, refundFee: 100, state: 'undecided', sends: { count: 1, lastAt: now } };
const error = new CloudPayError('no such refund', { code: 'SERVICE_REFUSED', outcome: 'failed', status: 104 });
const failed: RefundOutcome = { result: 'failed', error };
const succeeded: RefundOutcome = { result: 'succeeded', refund: { outTradeNo, outRefundNo, refundFee: 100 } };
const anything = () => {};

async function accepted(...records: readonly JournalRecord[]) {
  const world = await journalWith(...records);
  const entry = await RefundEntry.accept(world.journal, newRefund, now, anything);
  const refund = async () => (await world.stored(outTradeNo)).record.refunds?.find((one) => one.outRefundNo === outRefundNo);
  return { ...world, entry, refund };
}

const change = (refund: Partial<RefundRecord>) => (record: JournalRecord | undefined) =>
  record && { record: { ...record, refunds: [{ ...sent, ...refund }] }, hold: 'keep' as const };

describe('a refund is accepted', () => {
  test('in the record of its order, which is undecided and held from then on', async () => {
    const { stored } = await accepted(undecidedOrder(outTradeNo, { state: 'paid' }));
    expect(await stored(outTradeNo)).toMatchObject({ record: { state: 'paid', refunds: [sent] }, held: 'here' });
  });

  test('of an order that another till made', async () => {
    const { stored } = await accepted();
    const record = { outTradeNo, outSubMchId, state: 'elsewhere', refunds: [sent] };
    expect(await stored(outTradeNo)).toEqual({ record, version: 1, held: 'here' });
  });

  test('beside others, and once', async () => {
    const other = { ...sent, outRefundNo: 'other' };
    const { journal, stored } = await accepted(undecidedOrder(outTradeNo, { state: 'paid', refunds: [other] }));
    const again = await rejectionOf(RefundEntry.accept(journal, newRefund, now, anything));
    expect(again).toMatchObject({ code: 'REFUSED_LOCALLY', outcome: 'failed' });
    expect((await stored(outTradeNo)).record.refunds).toEqual([other, sent]);
  });

  test('when there is room for it in the record as it is written', async () => {
    const { journal, another } = await journalWith(undecidedOrder(outTradeNo, { state: 'paid' }));
    const check = (record: JournalRecord | undefined) => {
      const { refunds = [] } = record ?? {};
      if (refunds.length > 0) throw new CloudPayError('no room', { code: 'REFUSED_LOCALLY', outcome: 'failed' });
    };
    const results = await Promise.allSettled([
      RefundEntry.accept(journal, newRefund, now, check),
      RefundEntry.accept(another(), { ...newRefund, outRefundNo: 'other' }, now, check),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await journal.read(outTradeNo))?.refunds).toHaveLength(1);
  });
});

describe('a refund leaves once more', () => {
  test('when it is recorded, which starts the watch anew', async () => {
    const { entry, journal, refund } = await accepted();
    await journal.update(outTradeNo, ({ record }) => change({ watch: { needed: 90_000, done: 1 } })(record));
    await entry.sending({ local: 9 });
    expect(await refund()).toEqual({ ...sent, watch: undefined, sends: { count: 2, lastAt: { local: 9 } } });
  });

  test.each<[string, Partial<RefundRecord>]>([
    ['decided', { state: 'succeeded' }],
    ['sent by another process', { sends: { count: 2, lastAt: now } }],
  ])('not when it was %s', async (_, changed) => {
    const { entry, journal } = await accepted();
    await journal.update(outTradeNo, ({ record }) => change(changed)(record));
    expect(await rejectionOf(entry.sending(now))).toMatchObject({ code: 'REFUSED_LOCALLY', outcome: 'failed' });
  });

  test('not when another process has taken the order over', async () => {
    const { entry, another } = await accepted();
    await another().update(outTradeNo, ({ record }) => record && { record, hold: 'take' });
    expect(await rejectionOf(entry.sending(now))).toMatchObject({ code: 'REFUSED_LOCALLY' });
  });

  test('not when its record is gone', async () => {
    const { journal } = await journalWith();
    const entry = RefundEntry.resume(journal, undecidedOrder(outTradeNo), sent);
    expect(await rejectionOf(entry.sending(now))).toMatchObject({ code: 'REFUSED_LOCALLY' });
    expect(await entry.settle({ outcome: succeeded, isConcluded: false })).toEqual({ outcome: succeeded });
  });
});

describe('a decision about a refund', () => {
  test('is written, and lets go of the order', async () => {
    const { entry, stored } = await accepted();
    expect(await entry.settle({ outcome: failed, isConcluded: true })).toEqual({ outcome: failed });
    expect(await stored(outTradeNo)).toMatchObject({ record: { refunds: [{ state: 'failed' }] }, held: 'free' });
  });

  test.each<[string, Partial<RefundRecord>]>([
    ['sent since', { sends: { count: 2, lastAt: now } }],
    ['told to somebody', { isKnown: true }],
  ])('that nothing happened does not count when it was %s', async (_, changed) => {
    const { entry, journal, refund } = await accepted();
    await journal.update(outTradeNo, ({ record }) => change(changed)(record));
    expect(await entry.settle({ outcome: failed, isConcluded: true })).toEqual({ goOn: true });
    expect((await refund())?.state).toBe('undecided');
  });

  test('that nothing happened is for the holder alone', async () => {
    const { entry, another } = await accepted();
    await another().update(outTradeNo, ({ record }) => record && { record, hold: 'take' });
    expect(await entry.settle({ outcome: failed, isConcluded: true })).toEqual({ goOn: true });
    expect(await entry.settle({ outcome: succeeded, isConcluded: false })).toEqual({ outcome: succeeded });
  });

  test('does not replace a stronger one, which is returned (rule 12)', async () => {
    const { entry, journal, refund } = await accepted();
    const [one, other] = [1, 2].map(() => RefundEntry.resume(journal, undecidedOrder(outTradeNo), sent));
    await entry.settle({ outcome: failed, isConcluded: true });
    expect(await one?.settle({ outcome: succeeded, isConcluded: false })).toEqual({ outcome: succeeded });
    expect(await other?.settle({ outcome: failed, isConcluded: true })).toEqual({ outcome: succeeded });
    expect((await refund())?.state).toBe('succeeded');
  });

  test('leaves an order held on which something else is being done', async () => {
    const { entry, journal, stored } = await accepted();
    const other = await RefundEntry.accept(journal, { ...newRefund, outRefundNo: 'other' }, now, anything);
    await entry.settle({ outcome: succeeded, isConcluded: false });
    expect((await stored(outTradeNo)).held).toBe('here');
    await other.settle({ outcome: failed, isConcluded: true });
    expect((await stored(outTradeNo)).held).toBe('free');
  });

  test('of two refunds that are let go of at once leaves nothing held', async () => {
    const { entry, journal, stored } = await accepted();
    const other = await RefundEntry.accept(journal, { ...newRefund, outRefundNo: 'other' }, now, anything);
    await Promise.all([entry.release(undefined), other.settle({ outcome: succeeded, isConcluded: false })]);
    expect((await stored(outTradeNo)).held).toBe('free');
  });
});

describe('a refund that is not decided', () => {
  test('is let go of, with what was watched', async () => {
    const { entry, stored } = await accepted();
    expect(await entry.release({ needed: 60_000, done: 5 })).toBeUndefined();
    expect(await stored(outTradeNo)).toMatchObject({
      record: { refunds: [{ state: 'undecided', watch: { needed: 60_000, done: 5 } }] },
      held: 'free',
    });
  });

  test('but was decided meanwhile returns that', async () => {
    const { entry, another } = await accepted();
    await recordRefundOutcome(another(), outTradeNo, outRefundNo, succeeded);
    expect(await entry.release(undefined)).toEqual(succeeded);
  });

  test('remembers that the service reported it', async () => {
    const { entry, stored } = await accepted();
    for (let at = 0; at < 3; at += 1) await entry.learn();
    expect(await stored(outTradeNo)).toMatchObject({ record: { refunds: [{ isKnown: true }] }, version: 2 });
  });
});

describe('an outcome of a refund from a callback', () => {
  test.each<[string, RefundRecord['state'], RefundOutcome, RefundRecord['state']]>([
    ['settles it', 'undecided', succeeded, 'succeeded'],
    ['goes before a conclusion', 'failed', succeeded, 'succeeded'],
    ['takes back no success', 'succeeded', { ...failed, refund: succeeded.refund }, 'succeeded'],
    ['of another amount is about another refund', 'undecided', { result: 'succeeded', refund: { refundFee: 99 } }, 'undecided'],
    ['that names no amount says nothing', 'undecided', { result: 'succeeded', refund: {} }, 'undecided'],
    ['that is none says nothing', 'undecided', { result: 'unknown', refund: succeeded.refund }, 'undecided'],
  ])('%s', async (_, state, outcome, after) => {
    const { journal, stored } = await journalWith(undecidedOrder(outTradeNo, { state: 'paid', refunds: [{ ...sent, state }] }));
    await recordRefundOutcome(journal, outTradeNo, outRefundNo, outcome);
    expect((await stored(outTradeNo)).record.refunds?.[0]?.state).toBe(after);
  });
});
