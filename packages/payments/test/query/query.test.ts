import { describe, expect, test } from 'vitest';
import { codes, coffee, newNumber } from '../helpers/merchant.ts';
import { openTill, type SandboxTill } from '../helpers/sandbox-till.ts';
import { noRefund, noSuchOrder, type ScriptedCall, scriptedTill, tell, tellRefund } from '../helpers/scripted.ts';
import { rejectionOf } from '../helpers/thrown.ts';

const platforms = [
  ['WeChat Pay', codes.wechat],
  ['Alipay', codes.alipay],
] as const;

async function paidOrder(till: SandboxTill, authorCode: string, totalFee: number): Promise<string> {
  const request = { ...coffee(authorCode), totalFee };
  await (await till.payments.microPay(request)).result();
  return request.outTradeNo;
}

describe.each(platforms)('an order by %s', (_, code) => {
  test('is paid, partly refunded with what is left, and refunded', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, code(), 10);
    expect(await till.payments.queryOrder({ outTradeNo })).toMatchObject({ result: 'paid', order: { totalFee: 10 } });
    for (const [refundFee, left] of [
      [3, 7],
      [2, 5],
    ] as const) {
      await (await till.payments.refund({ outTradeNo, refundFee })).result();
      expect(await till.payments.queryOrder({ outTradeNo })).toMatchObject({
        result: 'partlyRefunded',
        refundedFee: 10 - left,
        remainingFee: left,
        order: { totalFee: 10, refundedFee: 10 - left },
      });
    }
    await (await till.payments.refund({ outTradeNo, refundFee: 5 })).result();
    expect(await till.payments.queryOrder({ outTradeNo })).toMatchObject({ result: 'refunded' });
  });

  test('counts no refund that failed', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, code(), 10);
    await (await till.payments.refund({ outTradeNo, refundFee: 3, refundReason: 'fail' })).result();
    expect(await till.payments.queryOrder({ outTradeNo })).toMatchObject({ result: 'paid' });
  });

  test('is reversed or closed after a cancellation', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, code(), 10);
    await till.payments.cancelOrder({ outTradeNo });
    expect((await till.payments.queryOrder({ outTradeNo })).result).toMatch(/reversed|closed/);
  });
});

test('an order that nobody knows is not found, with the message of the service', async () => {
  await using till = await openTill();
  const outcome = await till.payments.queryOrder({ outTradeNo: newNumber() });
  expect(outcome).toMatchObject({ result: 'notFound', error: { status: 104, internalStatus: 400 } });
});

test('a scan-code order that waits has its code', async () => {
  await using till = await openTill();
  const outTradeNo = newNumber();
  const payment = await till.payments.scanCodePay({ outTradeNo, payPlatform: 2, totalFee: 1, body: 'tea' });
  const codeUrl = await payment.codeUrl();
  expect(await till.payments.queryOrder({ outTradeNo })).toMatchObject({ result: 'awaitingPayment', codeUrl });
});

describe('an order that cannot be queried', () => {
  const { outTradeNo } = coffee();

  test.each<[string, (call: ScriptedCall) => ReturnType<Parameters<typeof scriptedTill>[0]>, string]>([
    ['no host', () => 'NOT_CONNECTED', 'NOT_CONNECTED'],
    ['no response', () => 'hang', 'TIMEOUT'],
    ['a lost response', () => 'CONNECTION_LOST', 'CONNECTION_LOST'],
    ['rubbish', () => '<html>', 'HTTP_ERROR'],
    ['a response about another order', (call) => tell(call, 2, { out_trade_no: 'sz010002cz9' }), 'UNVERIFIED_RESPONSE'],
    ['status 3', () => ({ status: 3 }), 'SERVICE_UNCERTAIN'],
    ['a refusal', () => ({ status: 104, internal_status: 1 }), 'SERVICE_REFUSED'],
  ])('is unknown: %s', async (_, script, code) => {
    const till = scriptedTill(script);
    expect(await till.run(till.payments.queryOrder({ outTradeNo }))).toMatchObject({
      result: 'unknown',
      error: { code },
    });
    expect(till.time.elapsed).toBeLessThanOrEqual(15_000);
  });

  test('is asked for again in time', async () => {
    const till = scriptedTill((call) =>
      call.endpoint === 'query_order' && call.count < 3 ? 'CONNECTION_LOST' : tell(call, 2),
    );
    expect(await till.run(till.payments.queryOrder({ outTradeNo }))).toMatchObject({ result: 'paid' });
    expect(till.service.of('query_order')).toHaveLength(3);
  });

  test('is unknown when the refunds, which decide, cannot be queried', async () => {
    const till = scriptedTill((call) => (call.endpoint === 'query_refund_order' ? 'hang' : tell(call, 4)));
    expect(await till.run(till.payments.queryOrder({ outTradeNo }))).toMatchObject({ result: 'unknown' });
  });

  test('is unknown when the time for both questions together is over', async () => {
    const script = (call: ScriptedCall) => (call.endpoint === 'query_refund_order' ? 'hang' : tell(call, 4));
    const till = scriptedTill(script, { latency: 2_000 });
    const asked = till.payments.queryOrder({ outTradeNo }, { timeout: 3_000 });
    expect(await till.run(asked)).toMatchObject({ result: 'unknown' });
    expect(till.time.elapsed).toBeLessThanOrEqual(3_000);
  });

  test('is thrown when the caller ends the question', async () => {
    const till = scriptedTill(() => 'hang');
    const controller = new AbortController();
    till.time.after(100, () => controller.abort());
    const asked = till.payments.queryOrder({ outTradeNo }, { signal: controller.signal });
    expect(await rejectionOf(till.run(asked))).toMatchObject({ code: 'ABORTED', outcome: 'failed' });
  });
});

test('a WeChat order that is paid is not asked for refunds; one that is refunded is', async () => {
  const states = { now: 2 };
  const till = scriptedTill((call) => (call.endpoint === 'query_order' ? tell(call, states.now) : noRefund));
  const { outTradeNo } = coffee();
  await till.run(till.payments.queryOrder({ outTradeNo }));
  expect(till.service.of('query_refund_order')).toEqual([]);
  states.now = 4;
  // Neither its refunds nor the overview show how much was refunded (rule 14).
  expect(await till.run(till.payments.queryOrder({ outTradeNo }))).toMatchObject({ result: 'partlyRefunded' });
  expect(till.service.of('query_refund_order')).toHaveLength(1);
});

test('refunds of another order count for nothing', async () => {
  const till = scriptedTill((call) => {
    if (call.endpoint === 'query_order') return tell(call, 4);
    return tellRefund(call, 2, { out_trade_no: 'sz010002cz9', out_refund_no: 'sz010002czr' });
  });
  expect(await till.run(till.payments.queryOrder({ outTradeNo: coffee().outTradeNo }))).toMatchObject({
    result: 'unknown',
    error: { code: 'UNVERIFIED_RESPONSE' },
  });
});

test('an order that does not exist is asked for once', async () => {
  const till = scriptedTill(() => noSuchOrder);
  await till.run(till.payments.queryOrder({ outTradeNo: coffee().outTradeNo }));
  expect(till.service.calls).toHaveLength(1);
});
