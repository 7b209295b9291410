// What settles a cancellation: the order's state, never what the cancellation was answered with.
import { sealWithLogId } from '@cloudpay/test-kit';
import { describe, expect, test } from 'vitest';
import { createMemoryJournal, type PaymentsOptions } from '../../src/index.ts';
import { coffee, merchant, newNumber } from '../helpers/merchant.ts';
import { resumeAll } from '../helpers/resumed.ts';
import { noSuchOrder, type Reply, type ScriptedCall, scriptedTill, tell } from '../helpers/scripted.ts';
import { rejectionOf } from '../helpers/thrown.ts';

const done = { status: 0, reverse: {} };
const noSuchOrderRefusal = { status: 104, description: '订单不存在', internal_status: 400 };
const refused = { status: 104, description: '不可撤销', internal_status: 9 };

/** A till with a paid order, and what the service says of its reversals and of the order. */
async function paidTill(
  reverse: (call: ScriptedCall) => Reply,
  state: (call: ScriptedCall, reversals: number) => Reply,
  options: Partial<PaymentsOptions> = {},
) {
  const journal = createMemoryJournal();
  const till = scriptedTill(
    (call) => {
      if (call.endpoint === 'micro_pay') return tell(call, 2);
      return call.endpoint === 'reverse' ? reverse(call) : state(call, till.service.of('reverse').length);
    },
    { journal, ...options },
  );
  const { outTradeNo } = coffee();
  const request = { ...coffee(), outTradeNo };
  await till.run((await till.run(till.payments.microPay(request))).result());
  const record = async () => (await journal.read({ outSubMchId: merchant.outSubMchId, number: outTradeNo }))?.record;
  return { till, outTradeNo, record, journal };
}

const paid = (call: ScriptedCall) => tell(call, 2);

describe('a reversal that is answered with success', () => {
  test('cancels when the order says so', async () => {
    const { till, outTradeNo } = await paidTill(
      () => done,
      (call, reversals) => tell(call, reversals > 0 ? 8 : 2),
    );
    expect(await till.run(till.payments.cancelOrder({ outTradeNo }))).toEqual({ result: 'cancelled' });
  });

  test('is unknown while the order is still paid: the answer may be another reversal’s', async () => {
    const { till, outTradeNo, record } = await paidTill(() => done, paid);
    expect(await till.run(till.payments.cancelOrder({ outTradeNo }))).toMatchObject({ result: 'unknown' });
    expect(await record()).toMatchObject({ state: 'paid', cancellation: { sends: { count: 1 } } });
  });

  test('did nothing when the order is still paid 70 s later', async () => {
    const { till, outTradeNo, record } = await paidTill(() => done, paid);
    const outcome = await till.run(till.payments.cancelOrder({ outTradeNo }, { timeout: 120_000 }));
    expect(outcome).toMatchObject({ result: 'failed' });
    expect(till.time.elapsed).toBeGreaterThan(70_000);
    expect((await record())?.cancellation).toBeUndefined();
  });

  test('cancels an order that is reversed within the 70 s', async () => {
    const { till, outTradeNo, record } = await paidTill(
      () => done,
      (call) => tell(call, call.at > 60_000 ? 8 : 2),
    );
    const outcome = await till.run(till.payments.cancelOrder({ outTradeNo }, { timeout: 120_000 }));
    expect(outcome).toEqual({ result: 'cancelled' });
    expect(await record()).toMatchObject({ state: 'reversed' });
  });

  test.each([
    ['another amount', { total_fee: 5 }],
    ['no amount', { total_fee: undefined }],
  ])('is not decided by an answer of %s (rule 5)', async (_, change) => {
    const { till, outTradeNo, record } = await paidTill(
      () => done,
      (call, reversals) => (reversals > 0 ? tell(call, 8, change) : tell(call, 2)),
    );
    expect(await till.run(till.payments.cancelOrder({ outTradeNo }))).toMatchObject({ result: 'unknown' });
    expect(await record()).toMatchObject({ state: 'paid' });
    expect(await till.run(resumeAll(till.payments))).toMatchObject([{ outcome: { result: 'unknown' } }]);
  });

  test('of an order of another till is not decided by a host that lags (rule 9)', async () => {
    let isLate = false;
    const till = scriptedTill((call) => {
      if (call.endpoint === 'reverse') return 'CONNECTION_LOST';
      return isLate ? noSuchOrder : tell(call, 2);
    });
    const request = { outTradeNo: newNumber() };
    expect(await till.run(till.payments.cancelOrder(request, { timeout: 9_000 }))).toMatchObject({ result: 'unknown' });
    isLate = true;
    expect(await till.run(resumeAll(till.payments))).toMatchObject([{ outcome: { result: 'unknown' } }]);
  });

  test('is not ended by a copy of an earlier answer', async () => {
    let copy = '';
    const { till, outTradeNo } = await paidTill(
      () => done,
      (call, reversals) => {
        if (reversals === 0) copy = sealWithLogId(tell(call, 2));
        return reversals > 0 && call.at > 80_000 ? tell(call, 8) : copy;
      },
    );
    expect(await till.run(till.payments.cancelOrder({ outTradeNo }, { timeout: 120_000 }))).toEqual({ result: 'cancelled' });
  });
});

describe('a reversal that is refused', () => {
  test('with a code, and is the only one, ends at once', async () => {
    const { till, outTradeNo, record } = await paidTill(() => refused, paid);
    expect(await till.run(till.payments.cancelOrder({ outTradeNo }))).toMatchObject({
      result: 'failed',
      error: { status: 104 },
    });
    expect(till.time.elapsed).toBeLessThan(1_000);
    expect((await record())?.cancellation).toBeUndefined();
  });

  test('without a code decides nothing: the order is asked for', async () => {
    const bare = JSON.stringify({ response_content: JSON.stringify({ status: 101, description: 'no', internal_status: 7 }) });
    const { till, outTradeNo } = await paidTill(
      () => bare,
      (call, reversals) => tell(call, reversals > 0 ? 8 : 2),
    );
    expect(await till.run(till.payments.cancelOrder({ outTradeNo }))).toEqual({ result: 'cancelled' });
  });

  test('after one whose fate is open decides nothing', async () => {
    const { till, outTradeNo, record } = await paidTill(() => (till.service.of('reverse').length < 4 ? 'hang' : refused), paid);
    expect(await till.run(till.payments.cancelOrder({ outTradeNo }, { timeout: 20_000 }))).toMatchObject({ result: 'unknown' });
    const again = await till.run(till.payments.cancelOrder({ outTradeNo }, { timeout: 20_000 }));
    expect(again).toMatchObject({ result: 'unknown', error: { outcome: 'unknown' } });
    expect(await record()).toMatchObject({ cancellation: { sends: { count: 2 } } });
  });

  test('or that never left leaves an earlier one open', async () => {
    let isDown = false;
    const { till, outTradeNo, record } = await paidTill(() => (isDown ? 'NOT_CONNECTED' : 'CONNECTION_LOST'), paid);
    await till.run(till.payments.cancelOrder({ outTradeNo }, { timeout: 10_000 }));
    isDown = true;
    const again = await till.run(till.payments.cancelOrder({ outTradeNo }, { timeout: 10_000 }));
    expect(again).toMatchObject({ result: 'unknown' });
    expect((await record())?.cancellation).toBeDefined();
  });
});

describe('a cancellation and its payment', () => {
  test('a payment that failed needs none: nothing is sent', async () => {
    const till = scriptedTill((call) => (call.endpoint === 'micro_pay' ? refused : noSuchOrder));
    const request = coffee();
    expect(await till.run((await till.run(till.payments.microPay(request))).result())).toMatchObject({ result: 'failed' });
    expect(await till.run(till.payments.cancelOrder({ outTradeNo: request.outTradeNo }))).toEqual({ result: 'cancelled' });
    expect(till.service.of('reverse')).toEqual([]);
  });

  test('a payment that comes to nothing meanwhile is cancelled', async () => {
    const till = scriptedTill((call) => {
      if (call.endpoint === 'micro_pay') return 'CONNECTION_LOST';
      return call.endpoint === 'query_order' ? noSuchOrder : noSuchOrderRefusal;
    });
    const request = coffee();
    const payment = await till.run(till.payments.microPay(request));
    await till.run(till.time.sleep(50_000));
    const cancelled = till.payments.cancelOrder({ outTradeNo: request.outTradeNo }, { timeout: 120_000 });
    expect(await till.run(cancelled)).toEqual({ result: 'cancelled' });
    expect(await till.run(payment.result())).toMatchObject({ result: 'failed' });
  });

  test('the wait of a payment does not report "paid" while a cancellation may take effect', async () => {
    const till = scriptedTill((call) => {
      if (call.endpoint === 'micro_pay') return tell(call, 9);
      if (call.endpoint === 'reverse') return done;
      const [sent] = till.service.of('reverse');
      return tell(call, sent === undefined ? 9 : call.at < sent.at + 30_000 ? 2 : 8);
    });
    const request = coffee();
    const payment = await till.run(till.payments.microPay(request));
    await till.run(till.time.sleep(5_000));
    const cancelled = till.payments.cancelOrder({ outTradeNo: request.outTradeNo });
    expect(await till.run(payment.result())).toMatchObject({ result: 'reversed' });
    expect(await till.run(cancelled)).toEqual({ result: 'cancelled' });
  });

  test.each([102, 104])('a number that is used (%d) is not cancelled, though its payment is not decided', async (status) => {
    const till = scriptedTill((call) =>
      call.endpoint === 'micro_pay'
        ? { status, description: 'used', internal_status: status === 104 && call.count === 1 ? 407 : 1 }
        : tell(call, 2),
    );
    const request = coffee();
    await till.run((await till.run(till.payments.microPay(request))).result());
    const refusal = await rejectionOf(till.run(till.payments.cancelOrder({ outTradeNo: request.outTradeNo })));
    expect(refusal).toMatchObject({ code: 'REFUSED_LOCALLY' });
    expect(till.service.of('reverse')).toEqual([]);
  });

  test('an order that looks like another till’s is refused locally, and the record’s terminal is sent, not today’s', async () => {
    const { till, outTradeNo, journal } = await paidTill(
      () => done,
      (call, reversals) => {
        const payload = tell(call, reversals > 0 ? 8 : 2).query_order as object;
        return { status: 0, query_order: { ...payload, order_client: { device_id: '824', machine_no: 'TILL-1' } } };
      },
    );
    const renamed = till.another({ journal, deviceId: 'renamed', machineNo: 'renamed' });
    expect(await till.run(renamed.cancelOrder({ outTradeNo }))).toEqual({ result: 'cancelled' });
    expect(till.service.of('reverse')[0]?.content.order_client).toMatchObject({ device_id: '824', machine_no: 'till-1' });
  });
});

describe('an order whose payment is under way (rule 8)', () => {
  /** The answers to the payment are lost, and a question finds an order under the number. */
  const lostPayment = (state: number, answerOfRepetition: (call: ScriptedCall) => Reply) =>
    scriptedTill((call) => {
      if (call.endpoint === 'micro_pay') return call.count === 1 ? 'CONNECTION_LOST' : answerOfRepetition(call);
      return call.endpoint === 'reverse' ? done : tell(call, state);
    });

  test.each([
    ['the customer is paying', 9],
    ['it is paid', 2],
  ])('is not cancelled while nothing shows that it is ours: %s', async (_, state) => {
    const till = lostPayment(state, () => 'CONNECTION_LOST');
    const request = coffee();
    await till.run(till.payments.microPay(request));
    await till.run(till.clock.sleep(10_000));
    const error = await till.run(rejectionOf(till.payments.cancelOrder({ outTradeNo: request.outTradeNo })));
    expect(error).toMatchObject({ code: 'REFUSED_LOCALLY', outcome: 'failed' });
    expect(till.service.of('reverse')).toEqual([]);
  });

  test('is cancelled once the identical request was answered with it', async () => {
    const till = lostPayment(9, (call) => tell(call, 9));
    const request = coffee();
    await till.run(till.payments.microPay(request));
    await till.run(till.clock.sleep(10_000));
    expect(till.service.of('micro_pay')).toHaveLength(2);
    await till.run(till.payments.cancelOrder({ outTradeNo: request.outTradeNo }));
    expect(till.service.of('reverse')).not.toEqual([]);
  });

  test('is not refunded while nothing shows that it is ours', async () => {
    const till = lostPayment(2, () => 'CONNECTION_LOST');
    const request = coffee();
    await till.run(till.payments.microPay(request));
    await till.run(till.clock.sleep(10_000));
    const refund = till.payments.refund({ outTradeNo: request.outTradeNo, refundFee: 1 });
    expect(await till.run(rejectionOf(refund))).toMatchObject({ code: 'REFUSED_LOCALLY' });
    expect(till.service.of('refund')).toEqual([]);
  });
});

test('a close without a believable answer, of an order that is paid, failed for certain', async () => {
  const till = scriptedTill((call) => {
    if (call.endpoint === 'close_order') return 'CONNECTION_LOST';
    return tell(call, till.service.of('close_order').length > 0 ? 3 : 6, { trade_type: 2, code_url: 'weixin://pay' });
  });
  const cancelled = await till.run(till.payments.cancelOrder({ outTradeNo: newNumber() }));
  expect(cancelled).toMatchObject({ result: 'failed', error: { outcome: 'failed' } });
});

test('no payment leaves once a cancellation is asked for, though its question hangs (rule 17)', async () => {
  let questions = Number.POSITIVE_INFINITY;
  const till = scriptedTill((call) => {
    if (call.endpoint === 'micro_pay') return 'CONNECTION_LOST';
    return call.count === questions ? 'hang' : noSuchOrder;
  });
  const request = coffee();
  await till.run(till.payments.microPay(request));
  await till.run(till.time.sleep(2_000));
  const sent = till.service.of('micro_pay').length;
  questions = till.service.of('query_order').length + 1;
  const cancelled = till.payments.cancelOrder({ outTradeNo: request.outTradeNo });
  expect(await till.run(cancelled)).toMatchObject({ result: 'unknown' });
  expect(till.service.of('micro_pay')).toHaveLength(sent);
});

test('an order is not cancelled whose payment the journal could not record: another one has the number', async () => {
  const journal = createMemoryJournal();
  const write = journal.write.bind(journal);
  let isBroken = true;
  journal.write = (request) => (isBroken ? Promise.reject(new Error('disk full')) : write(request));
  const till = scriptedTill((call) => tell(call, 2), { journal });
  const request = coffee();
  expect(await rejectionOf(till.run(till.payments.microPay(request)))).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
  isBroken = false;
  const cancelled = till.payments.cancelOrder({ outTradeNo: request.outTradeNo });
  expect(await rejectionOf(till.run(cancelled))).toMatchObject({ code: 'REFUSED_LOCALLY' });
  expect(till.service.of('reverse')).toEqual([]);
});

test('a copy of an earlier "no such order" before a cancellation cancels nothing', async () => {
  let copy = '';
  const till = scriptedTill((call) => {
    if (call.endpoint === 'micro_pay') return 'CONNECTION_LOST';
    if (call.endpoint !== 'query_order') return done;
    copy ||= sealWithLogId(noSuchOrderRefusal);
    return copy;
  });
  const request = coffee();
  await till.run((await till.run(till.payments.microPay(request, { timeout: 20_000 }))).result());
  const error = await till.run(rejectionOf(till.payments.cancelOrder({ outTradeNo: request.outTradeNo })));
  expect(error).toMatchObject({ code: 'REFUSED_LOCALLY' });
  expect(till.service.of('reverse')).toEqual([]);
});
