// What one process has concluded, and what the service tells another one.
import { CloudPayError } from '@cloudpay/core';
import { expect, test } from 'vitest';
import { createMemoryJournal, type JournalRecord } from '../../src/index.ts';
import { Journal } from '../../src/journal/journal.ts';
import { OrderEntry } from '../../src/journal/order-entry.ts';
import { RefundEntry } from '../../src/journal/refund-entry.ts';
import { MachineClock, SimulatedTime } from '../simulation/time.ts';

const outTradeNo = 'sz010002cz1';
const outRefundNo = 'sz010002cz2';
const lastSentAt = { local: 0 };
const noSuchThing = new CloudPayError('no such thing', { code: 'SERVICE_REFUSED', outcome: 'failed', status: 104 });
const concluded = { result: 'failed', error: noSuchThing } as const;

async function journalWith(record: Omit<JournalRecord, 'outTradeNo'>) {
  const store = createMemoryJournal();
  await store.write({ outTradeNo, ...record }, 0, true);
  const journal = new Journal(store, new MachineClock(new SimulatedTime()), 'sub');
  return { journal, stored: async () => (await journal.read(outTradeNo)) as JournalRecord };
}

test('a payment of which the service tells after all goes before the conclusion that it never arrived', async () => {
  const { journal, stored } = await journalWith({ state: 'undecided', lastSentAt });
  const [one, other] = [OrderEntry.resume(journal, await stored()), OrderEntry.resume(journal, await stored())];
  await one.settle(concluded);
  expect(await stored()).toMatchObject({ state: 'failed' });
  await other.settle({ result: 'paid', order: { outTradeNo } });
  expect(await stored()).toMatchObject({ state: 'paid' });
  await one.settle(concluded);
  expect(await stored()).toMatchObject({ state: 'paid' });
});

test('a payment under a number that the service refused as used is another’s, and leaves the record as it is', async () => {
  const { journal, stored } = await journalWith({ state: 'undecided', lastSentAt });
  const entry = OrderEntry.resume(journal, await stored());
  const numberUsed = new CloudPayError('number used', { code: 'SERVICE_REFUSED', outcome: 'failed', status: 102 });
  await entry.settle({ result: 'failed', error: numberUsed });
  await entry.settle({ result: 'paid', order: { outTradeNo } });
  expect(await stored()).toMatchObject({ state: 'failed' });
});

test('a refund of which the service tells goes before the conclusion that it never arrived, whichever comes first', async () => {
  const refund = { outRefundNo, refundFee: 1, state: 'undecided', lastSentAt } as const;
  const { journal, stored } = await journalWith({ state: 'paid', refunds: [refund] });
  const [one, other] = [await stored(), await stored()].map((record) => RefundEntry.resume(journal, record, refund));
  await one?.settle(concluded);
  expect(await stored()).toMatchObject({ refunds: [{ state: 'failed' }] });
  await other?.settle({ result: 'succeeded', refund: { outRefundNo } });
  expect(await stored()).toMatchObject({ refunds: [{ state: 'succeeded' }] });
  await one?.settle(concluded);
  expect(await stored()).toMatchObject({ refunds: [{ state: 'succeeded' }] });
});
