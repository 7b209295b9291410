import { inspect } from 'node:util';
import { startMockServer } from '@cloudpay/mock-server';
import { authenKey } from '@cloudpay/test-kit';
import { expect, test } from 'vitest';
import * as functions from '../src/functions.ts';
import { createMemoryJournal, openFileJournal, Payments, type PaymentsEvent } from '../src/index.ts';
import { temporaryFolder } from './helpers/folder.ts';
import { codes, coffee, merchant } from './helpers/merchant.ts';
import { openTill } from './helpers/sandbox-till.ts';

test('there is one for each method of Payments, and no other', () => {
  const methods = Object.getOwnPropertyNames(Payments.prototype).filter((name) => name !== 'constructor');
  // What is opened closes itself.
  const openers = ['openPayments', 'createFetchTransport', 'createNodeTransport'];
  expect(Object.keys(functions).toSorted()).toEqual([...methods.filter((name) => name !== 'close'), ...openers].toSorted());
});

test('they share what was opened: a payment, its record, its cancellation, its events', async () => {
  await using sandbox = await startMockServer();
  const events: PaymentsEvent[] = [];
  const journal = await openFileJournal(`${temporaryFolder()}/till.db`);
  await using payments = functions.openPayments({
    ...merchant,
    baseUrls: [sandbox.url],
    transport: functions.createNodeTransport(),
    journal,
    onEvent: (event) => events.push(event),
  });
  const outTradeNo = await functions.newOrderNumber(payments);
  expect(outTradeNo).toMatch(/^sz010002cz\d{22}$/);
  const order = coffee(codes.wechat(), outTradeNo);
  const payment = await functions.microPay(payments, order);
  expect(await payment.result()).toMatchObject({ result: 'paid' });
  await expect(functions.microPay(payments, order)).rejects.toMatchObject({ code: 'REFUSED_LOCALLY' });
  expect(await functions.queryOrder(payments, { outTradeNo })).toMatchObject({ result: 'paid' });
  expect(events.map(({ type }) => type)).toEqual(['request', 'response', 'request', 'response']);
  // The number was refused to a second payment: whose order it is, is not certain any more.
  await expect(functions.cancelOrder(payments, { outTradeNo })).rejects.toMatchObject({ code: 'REFUSED_LOCALLY' });
  expect(inspect(payments, { depth: 20, showHidden: true })).not.toContain(authenKey);
});

test('what is closed takes no payment', async () => {
  await using till = await openTill();
  const transport = functions.createNodeTransport();
  const payments = functions.openPayments({ ...merchant, baseUrls: [till.sandbox.url], transport });
  await payments.close();
  await expect(functions.microPay(payments, coffee())).rejects.toMatchObject({ code: 'CLOSED', outcome: 'failed' });
  expect(till.calls('micro_pay')).toBe(0);
});

test('a transport is asked for, by name', () => {
  expect(() => functions.openPayments({ ...merchant } as functions.OpenPaymentsOptions)).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIGURATION', field: 'transport' }),
  );
});

test.each([
  ['a path', 'till.db'],
  ['the promise of a journal', Promise.resolve(createMemoryJournal())],
  ['null', null],
])('a journal that is %s is found out before there is an order to record', (_, journal) => {
  expect(() => new Payments({ ...merchant, journal: journal as never })).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIGURATION', field: 'journal' }),
  );
});
