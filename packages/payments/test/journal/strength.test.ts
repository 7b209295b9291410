// Rule 12: a settled outcome is replaced only by a stronger one.
import { CloudPayError } from '@cloudpay/core';
import { describe, expect, test } from 'vitest';
import type { JournalRecord } from '../../src/index.ts';
import { recordedOutcome, settledRecord } from '../../src/journal/order-state.ts';
import type { OrderState, RefundRecord } from '../../src/journal/record.ts';
import { afterPayment, isStronger, isStrongerRefund } from '../../src/journal/strength.ts';
import type { OrderOutcome } from '../../src/service/order-outcome.ts';
import { undecidedOrder } from './helpers/records.ts';

const order = { outTradeNo: 'a' };
const error = new CloudPayError('no', { code: 'SERVICE_REFUSED', outcome: 'failed' });

/** Every outcome, from the weakest to the strongest; those of one line are as strong as each other. */
const ladder: readonly (readonly (readonly [name: string, outcome: OrderOutcome, state: OrderState | undefined])[])[] = [
  [
    ['undecided', { result: 'unknown', order }, 'undecided'],
    ['awaiting payment', { result: 'awaitingPayment', order }, undefined],
    ['a person looks', { result: 'unknown', needsPerson: true }, undefined],
    ['not found', { result: 'notFound', error }, undefined],
  ],
  [['failed by conclusion', { result: 'failed', error }, 'failed']],
  [
    ['failed by the service', { result: 'failed', order, error }, undefined],
    ['closed', { result: 'closed', order }, 'closed'],
  ],
  [['paid', { result: 'paid', order }, 'paid']],
  [['partly refunded', { result: 'partlyRefunded', order, refundedFee: 1, remainingFee: 1 }, 'partlyRefunded']],
  [
    ['refunded', { result: 'refunded', order }, 'refunded'],
    ['reversed', { result: 'reversed', order }, 'reversed'],
  ],
];

const words = ladder.flatMap((line, strength) => line.map(([name, outcome, state]) => ({ name, outcome, state, strength })));
const pairs = words.flatMap((told) => words.flatMap((known) => (known.state ? [{ told, known, state: known.state }] : [])));

test.each(pairs.map(({ told, known, state }) => [told.name, known.name, { told, known, state }] as const))(
  '%s after %s',
  (_, __, { told, known, state }) => {
    // "More is stronger": the record holds no sum, and takes the newer one.
    const isNewerSum = told === known && state === 'partlyRefunded';
    expect(isStronger(told.outcome, state)).toBe(told.strength > known.strength || isNewerSum);
    const record = undecidedOrder('a', { state });
    const settled = settledRecord(record, told.outcome);
    expect(settled.state).toBe(told.strength > known.strength ? told.outcome.result : state);
    // The returned outcome is never weaker than the recorded one.
    if (state === 'undecided' || isStronger(told.outcome, state)) return;
    expect(recordedOutcome(record, told.outcome).result).toBe(state);
  },
);

test.each(words.map(({ name, outcome }) => [name, outcome] as const))(
  'a re-entry conflict is final, whatever %s says',
  (_, outcome) => {
    expect(isStronger(outcome, 'reentryConflict')).toBe(false);
    expect(recordedOutcome(undecidedOrder('a', { state: 'reentryConflict' }), outcome).result).toBe('reentryConflict');
  },
);

test('a re-entry conflict replaces what it meets', () => {
  for (const { state } of words) if (state) expect(isStronger({ result: 'reentryConflict', error }, state)).toBe(true);
});

describe('"closed" of an order that was paid', () => {
  const refund = (state: RefundRecord['state']): RefundRecord => ({
    outRefundNo: 'r',
    refundFee: 1,
    state,
    sends: { count: 1, lastAt: { local: 0 } },
  });
  test.each<[string, Partial<JournalRecord>, OrderOutcome['result']]>([
    ['never', { state: 'undecided' }, 'closed'],
    ['never, and failed', { state: 'failed' }, 'closed'],
    ['', { state: 'paid' }, 'reversed'],
    ['and of which a refund failed', { state: 'paid', refunds: [refund('failed')] }, 'reversed'],
    ['and refunded', { state: 'paid', refunds: [refund('succeeded')] }, 'refunded'],
    ['and partly refunded', { state: 'partlyRefunded', refunds: [refund('succeeded')] }, 'refunded'],
    ['and known as refunded', { state: 'refunded' }, 'refunded'],
    ['and known as reversed', { state: 'reversed' }, 'reversed'],
    ['by another request', { state: 'reentryConflict' }, 'closed'],
  ])('%s: the money went back', (_, record, result) => {
    expect(afterPayment({ result: 'closed', order }, undecidedOrder('a', record)).result).toBe(result);
  });
});

test('a sum that went back is left out where the journal knows of more (rule 14)', () => {
  const sends = { count: 1, lastAt: { local: 0 } };
  const refunds = [300, 200].map((refundFee, at) => ({ outRefundNo: `r${at}`, refundFee, state: 'succeeded', sends }) as const);
  const record = undecidedOrder('a', { state: 'partlyRefunded', totalFee: 1_000, refunds });
  const told = (refundedFee: number) =>
    recordedOutcome(record, { result: 'partlyRefunded', order, refundedFee, remainingFee: 1_000 - refundedFee });
  expect(told(300)).toEqual({ result: 'partlyRefunded', order });
  expect(told(500)).toMatchObject({ refundedFee: 500, remainingFee: 500 });
  expect(told(600)).toMatchObject({ refundedFee: 600, remainingFee: 400 });
});

test.each([
  ['unknown', 'undecided', false],
  ['failed', 'undecided', true],
  ['succeeded', 'undecided', true],
  ['failed', 'failed', false],
  ['succeeded', 'failed', true],
  ['failed', 'succeeded', false],
  ['succeeded', 'succeeded', false],
  ['unknown', 'succeeded', false],
] as const)('a refund that is told as %s after %s', (result, state, isIt) => {
  expect(isStrongerRefund(result, state)).toBe(isIt);
});
