import { expect, test } from 'vitest';
import { createMemoryJournal } from '../../src/index.ts';
import { codes, coffee, merchant, newNumber } from '../helpers/merchant.ts';
import { openTill } from '../helpers/sandbox-till.ts';
import { noSuchOrder, scriptedTill, tell } from '../helpers/scripted.ts';

test.each([
  ['another amount', { deviceId: '824' }, 7],
  ['another till', { deviceId: '999', machineNo: 'till-2' }, 6],
])('a number that was used for %s is a conflict at each query, in a later process too', async (_, other, totalFee) => {
  const journal = createMemoryJournal();
  await using till = await openTill({ journal });
  const outTradeNo = newNumber();
  const order = { outTradeNo, authorCode: codes.wechat(), body: 'tea' };
  const theirs = till.another(other);
  expect(await (await theirs.microPay({ ...order, totalFee })).result()).toMatchObject({ result: 'paid' });

  const conflict = await (await till.payments.microPay({ ...order, totalFee: 5 })).result();
  expect(conflict).toMatchObject({ result: 'reentryConflict' });
  for (const payments of [till.payments, till.another({ journal })]) {
    const outcome = await payments.queryOrder({ outTradeNo });
    expect(outcome).toMatchObject({
      result: 'reentryConflict',
      order: { outTradeNo, totalFee },
      error: { code: 'NUMBER_REUSED' },
    });
  }
  // The owner of the order gets its true state, and so does a till without a record.
  for (const payments of [theirs, till.another()]) {
    expect(await payments.queryOrder({ outTradeNo })).toMatchObject({ result: 'paid', order: { totalFee } });
  }
});

test('an order that is undecided in the journal is compared, too', async () => {
  const journal = createMemoryJournal();
  await using till = await openTill({ journal });
  const outTradeNo = newNumber();
  const record = { outTradeNo, outSubMchId: merchant.outSubMchId, state: 'undecided', totalFee: 5 } as const;
  await journal.write({ record, version: 0, isUndecided: true, hold: 'release' });
  const order = { outTradeNo, authorCode: codes.alipay(), body: 'tea', totalFee: 7 };
  await (await till.another().microPay(order)).result();
  expect(await till.payments.queryOrder({ outTradeNo })).toMatchObject({ result: 'reentryConflict' });
});

test('an order whose record cannot be read is unknown: it may be somebody else’s', async () => {
  const journal = createMemoryJournal();
  journal.read = () => Promise.reject(new Error('the disk is gone'));
  await using till = await openTill({ journal });
  const outTradeNo = newNumber();
  await (await till.another().microPay({ outTradeNo, authorCode: codes.alipay(), body: 'tea', totalFee: 7 })).result();
  const error = { code: 'JOURNAL_UNAVAILABLE', outcome: 'unknown' };
  expect(await till.payments.queryOrder({ outTradeNo })).toMatchObject({ result: 'unknown', error });
  // Nor is one absent whose request may be under way.
  expect(await till.payments.queryOrder({ outTradeNo: newNumber() })).toMatchObject({ result: 'unknown', error });
});

test('an order whose request may be under way is not reported as notFound', async () => {
  const till = scriptedTill((call) => (call.endpoint === 'micro_pay' ? 'hang' : noSuchOrder));
  const request = coffee();
  await till.run(till.payments.microPay(request));
  expect(await till.run(till.payments.queryOrder({ outTradeNo: request.outTradeNo }))).toMatchObject({
    result: 'unknown',
    error: { code: 'SERVICE_UNCERTAIN', outcome: 'unknown', message: expect.stringContaining('do not charge again') },
  });
  await till.payments.close();
});

test('what is unknown never carries an error that says that nothing happened (rule 13)', async () => {
  for (const reply of ['NOT_CONNECTED', { status: 104, internal_status: 1 }] as const) {
    const till = scriptedTill(() => reply);
    expect(await till.run(till.payments.queryOrder({ outTradeNo: newNumber() }))).toMatchObject({
      result: 'unknown',
      error: { outcome: 'unknown' },
    });
  }
});

test('an order that is not tied yet makes its wait send the request, and is not reported as paid', async () => {
  let isThere = false;
  const till = scriptedTill((call) => {
    if (call.endpoint === 'micro_pay') return call.count === 1 ? { status: 103 } : tell(call, 2);
    return isThere ? tell(call, 2) : 'CONNECTION_LOST';
  });
  const request = coffee();
  const payment = await till.run(till.payments.microPay(request));
  await till.run(till.time.sleep(4_000));
  isThere = true;
  expect(await till.run(till.payments.queryOrder({ outTradeNo: request.outTradeNo }))).toMatchObject({ result: 'unknown' });
  expect(await till.run(payment.result())).toMatchObject({ result: 'paid' });
  expect(await till.run(till.payments.queryOrder({ outTradeNo: request.outTradeNo }))).toMatchObject({ result: 'paid' });
});
