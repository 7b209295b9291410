import { expect, test } from 'vitest';
import { createMemoryJournal } from '../../src/index.ts';
import { codes, merchant, newNumber } from '../helpers/merchant.ts';
import { openTill } from '../helpers/sandbox-till.ts';

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
    expect(outcome).toMatchObject({ result: 'reentryConflict', error: { code: 'NUMBER_REUSED' } });
  }
  // Whose order it is learns the truth, and so does whoever keeps no record of it.
  for (const payments of [theirs, till.another()]) {
    expect(await payments.queryOrder({ outTradeNo })).toMatchObject({ result: 'paid', order: { totalFee } });
  }
});

test('an order that the journal still holds open is told apart, too', async () => {
  const journal = createMemoryJournal();
  await using till = await openTill({ journal });
  const outTradeNo = newNumber();
  const record = { outTradeNo, outSubMchId: merchant.outSubMchId, state: 'undecided', totalFee: 5 } as const;
  await journal.write({ record, version: 0, isUndecided: true, hold: 'release' });
  const order = { outTradeNo, authorCode: codes.alipay(), body: 'tea', totalFee: 7 };
  await (await till.another().microPay(order)).result();
  expect(await till.payments.queryOrder({ outTradeNo })).toMatchObject({ result: 'reentryConflict' });
});

test('a journal that cannot be read does not keep a response back', async () => {
  const journal = createMemoryJournal();
  journal.read = () => Promise.reject(new Error('the disk is gone'));
  await using till = await openTill({ journal });
  const outTradeNo = newNumber();
  await (await till.another().microPay({ outTradeNo, authorCode: codes.alipay(), body: 'tea', totalFee: 7 })).result();
  expect(await till.payments.queryOrder({ outTradeNo })).toMatchObject({ result: 'paid' });
  expect(till.events).toContainEqual(expect.objectContaining({ type: 'journalFailure', outTradeNo }));
});
