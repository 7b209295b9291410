// What a question about a refund says when the journal holds the refund.
import { expect, test } from 'vitest';
import { coffee, newNumber } from '../helpers/merchant.ts';
import { noRefund, type Reply, type ScriptedCall, scriptedTill, tell, tellRefund } from '../helpers/scripted.ts';

/** A till that refunds 100 fen. */
async function refundingTill(refund: (call: ScriptedCall) => Reply, ask: (call: ScriptedCall) => Reply) {
  const till = scriptedTill((call) => {
    if (call.endpoint === 'query_order') return tell(call, 2);
    if (call.endpoint === 'refund') return refund(call);
    return till.service.of('refund').length === 0 ? noRefund : ask(call);
  });
  const { outTradeNo } = coffee();
  const handle = await till.run(till.payments.refund({ outTradeNo, refundFee: 100 }));
  const query = () => till.run(till.payments.queryRefund(handle));
  return { till, handle, query };
}

test('a refund whose request may be under way is not told as one that does not exist', async () => {
  const { query } = await refundingTill(
    () => 'hang',
    () => noRefund,
  );
  expect(await query()).toMatchObject({
    result: 'unknown',
    error: { outcome: 'unknown', message: expect.stringContaining('do not refund again') },
  });
});

test('a refund that was told as succeeded stays so, whatever a late host says', async () => {
  let late: (call: ScriptedCall) => Reply = () => noRefund;
  const { till, handle, query } = await refundingTill(
    (call) => tellRefund(call, 2),
    (call) => late(call),
  );
  expect(await till.run(handle.result())).toMatchObject({ result: 'succeeded' });
  const { outTradeNo, outRefundNo } = handle;
  expect(await query()).toMatchObject({ result: 'succeeded', refund: { outTradeNo, outRefundNo, refundFee: 100 } });
  late = (call) => tellRefund(call, 3);
  expect(await query()).toMatchObject({ result: 'succeeded' });
});

test('a refund of another amount under the number is another one (rule 14)', async () => {
  const { query } = await refundingTill(
    () => 'CONNECTION_LOST',
    (call) => tellRefund(call, 2, { refund_fee: 50 }),
  );
  expect(await query()).toMatchObject({ result: 'failed', error: { code: 'NUMBER_REUSED' } });
});

test('what a question learns wakes the wait, and is known from then on', async () => {
  let state = 4;
  const { till, handle, query } = await refundingTill(
    () => 'hang',
    (call) => tellRefund(call, state),
  );
  expect(await query()).toMatchObject({ result: 'unknown', refund: { outRefundNo: handle.outRefundNo } });
  state = 2;
  expect(await till.run(handle.result())).toMatchObject({ result: 'succeeded' });
  expect(till.time.elapsed).toBeLessThan(2_000);
});

test('an unknown refund never carries an error that says that nothing happened (rule 13)', async () => {
  const till = scriptedTill(() => ({ status: 104, description: '无权限', internal_status: 9 }));
  const query = { outTradeNo: newNumber(), outRefundNo: newNumber() };
  expect(await till.run(till.payments.queryRefund(query))).toMatchObject({ result: 'unknown', error: { outcome: 'unknown' } });
});

test('a refund of another merchant under the same numbers is not ours (rule 5)', async () => {
  const theirs = (call: ScriptedCall) => tellRefund(call, 2, {}, { pay_platform: 1, out_sub_mch_id: 'another' });
  const { till, handle, query } = await refundingTill(theirs, theirs);
  expect(await query()).toMatchObject({ result: 'unknown' });
  expect(await till.run(handle.result())).toMatchObject({ result: 'unknown', error: { code: 'UNVERIFIED_RESPONSE' } });
});

test('a response that leaves out the order’s number decides nothing: the refund is asked for', async () => {
  const { till, handle } = await refundingTill(
    (call) => tellRefund(call, 2, { out_trade_no: undefined }),
    (call) => tellRefund(call, 3),
  );
  expect(await till.run(handle.result())).toMatchObject({ result: 'failed' });
});
