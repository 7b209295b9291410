import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMemoryJournal, openFileJournal, type Payments, PayPlatform, TradeType } from '../../src/index.ts';
import { codes, coffee, merchant, newNumber } from '../helpers/merchant.ts';
import { openTill } from '../helpers/sandbox-till.ts';
import { noSuchOrder, type Reply, type ScriptedCall, scriptedTill, tell, tellRefund } from '../helpers/scripted.ts';
import { rejectionOf } from '../helpers/thrown.ts';

const keyOf = (number: string) => ({ outSubMchId: merchant.outSubMchId, number });

describe('a micro payment is reversed', () => {
  test.each([
    ['WeChat Pay', codes.wechat, 8],
    ['Alipay', codes.alipay, 5],
    ['a membership card', codes.card, 5],
  ] as const)('by %s, and the money goes back', async (_, code, state) => {
    await using till = await openTill();
    const request = coffee(code());
    await (await till.payments.microPay(request)).result();
    expect(await till.payments.cancelOrder({ outTradeNo: request.outTradeNo })).toEqual({ result: 'cancelled' });
    expect(till.sandbox.state().orders).toMatchObject([{ currentTradeState: state, paid: true, refundedFee: 1999 }]);
    expect(till.calls('reverse')).toBe(1);
    expect(till.calls('close_order')).toBe(0);
  });

  test('while its customer pays: its wait asks at once, and ends as reversed', async () => {
    const till = scriptedTill((call) => {
      if (call.endpoint === 'reverse') return { status: 0, reverse: {} };
      return tell(call, till.service.of('reverse').length > 0 ? 8 : 9);
    });
    const request = coffee();
    const payment = await till.run(till.payments.microPay(request, { timeout: 60_000 }));
    till.time.after(50_000, () => void till.payments.cancelOrder({ outTradeNo: request.outTradeNo }));
    expect(await till.run(payment.result())).toMatchObject({ result: 'reversed' });
    // The first query, the reversal, and the query that it wakes: nothing waited for the schedule.
    expect(till.time.elapsed).toBeLessThan(50_100);
    expect(till.service.of('micro_pay')).toHaveLength(1);
  });

  test('by the till that took it alone', async () => {
    await using till = await openTill();
    const request = coffee();
    await (await till.payments.microPay(request)).result();
    const other = till.another({ deviceId: '825', machineNo: 'till-2' });
    const outcome = await other.cancelOrder({ outTradeNo: request.outTradeNo });
    expect(outcome).toMatchObject({ result: 'failed', error: { status: 104 } });
    expect(till.sandbox.state().orders).toMatchObject([{ refundedFee: 0 }]);
  });

  test('by a till whose journal is new, which asks what it is', async () => {
    await using till = await openTill();
    const request = coffee(codes.alipay());
    await (await till.payments.microPay(request)).result();
    expect(await till.another().cancelOrder({ outTradeNo: request.outTradeNo })).toMatchObject({ result: 'cancelled' });
    expect(till.calls('reverse')).toBe(1);
  });

  test('again, and nothing more happens', async () => {
    await using till = await openTill();
    const request = coffee();
    await (await till.payments.microPay(request)).result();
    for (let times = 0; times < 2; times += 1) {
      expect(await till.payments.cancelOrder({ outTradeNo: request.outTradeNo })).toMatchObject({ result: 'cancelled' });
    }
    expect(till.sandbox.state().orders).toMatchObject([{ refundedFee: 1999 }]);
  });
});

describe('a scan-code order is closed', () => {
  test.each([
    ['WeChat Pay', PayPlatform.WechatPay, 7],
    ['Alipay', PayPlatform.Alipay, 5],
  ] as const)('by %s, while nobody has paid', async (_, payPlatform, state) => {
    await using till = await openTill();
    const outTradeNo = newNumber();
    const payment = await till.payments.scanCodePay({ outTradeNo, payPlatform, totalFee: 1, body: 'tea' });
    await payment.codeUrl();
    expect(await till.payments.cancelOrder({ outTradeNo })).toEqual({ result: 'cancelled' });
    expect(till.sandbox.state().orders).toMatchObject([{ currentTradeState: state }]);
    expect(till.calls('close_order')).toBe(1);
    expect(till.calls('reverse')).toBe(0);
  });

  test('and not once it is paid', async () => {
    await using till = await openTill();
    const outTradeNo = newNumber();
    const payment = await till.payments.scanCodePay({ outTradeNo, payPlatform: 1, totalFee: 1, body: 'tea' });
    await payment.codeUrl();
    till.sandbox.payOrder(outTradeNo);
    await payment.result();
    expect(await till.payments.cancelOrder({ outTradeNo })).toMatchObject({
      result: 'failed',
      error: { status: 104 },
    });
    expect(till.sandbox.state().orders).toMatchObject([{ paid: true, refundedFee: 0 }]);
  });
});

describe('what the caller says of the order', () => {
  test('on the trade type goes before the journal’s', async () => {
    await using till = await openTill();
    const request = coffee();
    await (await till.payments.microPay(request)).result();
    const outcome = await till.payments.cancelOrder({ outTradeNo: request.outTradeNo, tradeType: TradeType.ScanCodePay });
    expect(outcome).toMatchObject({ result: 'failed' });
    expect(till.calls('close_order')).toBe(1);
  });

  test.each([undefined, TradeType.MicroPay])(
    'on an order that nobody knows may be left out: the service’s refusal to tell of it is the outcome',
    async (tradeType) => {
      await using till = await openTill();
      const outcome = await till.payments.cancelOrder({ outTradeNo: newNumber(), ...(tradeType && { tradeType }) });
      expect(outcome).toMatchObject({ result: 'failed', error: { status: 104, internalStatus: 400 } });
      expect(till.calls('reverse') + till.calls('close_order')).toBe(0);
    },
  );

  test('is needed for an order of another kind', async () => {
    const till = scriptedTill((call) => tell(call, 2, { trade_type: 3 }));
    const refused = await rejectionOf(till.run(till.payments.cancelOrder({ outTradeNo: newNumber() })));
    expect(refused).toMatchObject({ name: 'ArgumentError', field: 'tradeType' });
    expect(till.service.of('reverse')).toEqual([]);
  });

  test('on an order that nobody knows is sent, and refused by the service', async () => {
    await using till = await openTill();
    const outcome = await till.payments.cancelOrder({ outTradeNo: newNumber(), tradeType: 1, payPlatform: 1 });
    expect(outcome).toMatchObject({ result: 'failed', error: { internalStatus: 400 } });
  });
});

describe('an order that must not be touched', () => {
  function journalFile(): string {
    const folder = mkdtempSync(join(tmpdir(), 'cloudpay-cancel-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return join(folder, 'journal.db');
  }

  const touches = (calls: (endpoint: string) => number) => calls('reverse') + calls('close_order') + calls('refund');

  test('after a re-entry conflict is neither cancelled nor refunded, in this process or after a restart', async () => {
    const path = journalFile();
    await using till = await openTill({ journal: await openFileJournal(path) });
    const request = coffee();
    await (await till.another({ deviceId: '825' }).microPay(request)).result();
    expect(await (await till.payments.microPay({ ...request, totalFee: 1 })).result()).toMatchObject({
      result: 'reentryConflict',
    });
    const { outTradeNo } = request;
    const attempts = (payments: typeof till.payments) => [
      () => payments.cancelOrder({ outTradeNo }),
      () => payments.cancelOrder({ outTradeNo, tradeType: 1, payPlatform: 1 }),
      () => payments.refund({ outTradeNo, refundFee: 1 }),
    ];
    for (const attempt of attempts(till.payments)) {
      expect(await rejectionOf(attempt())).toMatchObject({
        code: 'REFUSED_LOCALLY',
        outcome: 'failed',
        message: expect.stringContaining('re-entry'),
      });
    }
    await till.payments.close();
    const restarted = till.another({ journal: await openFileJournal(path) });
    for (const attempt of attempts(restarted)) expect(await rejectionOf(attempt())).toMatchObject({ code: 'REFUSED_LOCALLY' });
    expect(touches(till.calls)).toBe(0);
    expect(till.sandbox.state().orders).toMatchObject([{ totalFee: 1999, refundedFee: 0 }]);
  });

  test('whose number a second request wanted is not cancelled, in this process or after a restart', async () => {
    const path = journalFile();
    await using till = await openTill({ journal: await openFileJournal(path) });
    const request = coffee();
    await (await till.payments.microPay(request)).result();
    await rejectionOf(till.payments.microPay(request));
    expect(await rejectionOf(till.payments.cancelOrder({ outTradeNo: request.outTradeNo }))).toMatchObject({
      code: 'REFUSED_LOCALLY',
    });
    await till.payments.close();
    const restarted = till.another({ journal: await openFileJournal(path) });
    expect(await rejectionOf(restarted.cancelOrder({ outTradeNo: request.outTradeNo }))).toMatchObject({
      code: 'REFUSED_LOCALLY',
    });
    expect(touches(till.calls)).toBe(0);
  });

  test.each<[string, (payments: Payments, request: ReturnType<typeof coffee>) => Promise<unknown>]>([
    ['its amount', (payments, request) => payments.microPay({ ...request, totalFee: 0 })],
    ['its timeout', (payments, request) => payments.microPay(request, { timeout: -1 })],
    ['its platform', (payments, request) => payments.scanCodePay({ ...request, payPlatform: 'x' } as never)],
  ])('whose request was refused for %s before it was sent is not cancelled: the number may be another’s', async (_, flaw) => {
    await using till = await openTill();
    const request = coffee();
    await (await till.another({ deviceId: '824' }).microPay(request)).result();
    await rejectionOf(flaw(till.payments, request));
    const refused = till.payments.cancelOrder({ outTradeNo: request.outTradeNo, tradeType: 1, payPlatform: 1 });
    expect(await rejectionOf(refused)).toMatchObject({ code: 'REFUSED_LOCALLY' });
    expect(touches(till.calls)).toBe(0);
  });

  test('whose number the service calls used is not cancelled, in this process or after a restart', async () => {
    const journal = createMemoryJournal();
    // The order that has the number looks like ours, and is paid.
    const till = scriptedTill(
      (call) => (call.endpoint === 'micro_pay' ? { status: 102, description: 'number used' } : tell(call, 2)),
      { journal },
    );
    const request = coffee();
    expect(await till.run((await till.run(till.payments.microPay(request))).result())).toMatchObject({ result: 'unknown' });
    for (const payments of [till.payments, till.another()]) {
      const refused = await rejectionOf(till.run(payments.cancelOrder({ outTradeNo: request.outTradeNo })));
      expect(refused).toMatchObject({ code: 'REFUSED_LOCALLY' });
    }
    expect(till.service.of('reverse')).toEqual([]);
  });

  test('that a query shows to be another till’s is not cancelled; from then on it counts as a conflict', async () => {
    // The response that reported the conflict was lost, and so was each response after it.
    const journal = createMemoryJournal();
    const isOurs = { value: false };
    const till = scriptedTill(
      (call) => (isOurs.value && call.endpoint === 'query_order' ? tell(call, 2, { total_fee: 7777 }) : 'CONNECTION_LOST'),
      { journal },
    );
    const request = coffee();
    expect(await till.run((await till.run(till.payments.microPay(request))).result())).toMatchObject({ result: 'unknown' });
    isOurs.value = true;
    const { outTradeNo } = request;
    for (let times = 0; times < 2; times += 1) {
      expect(await rejectionOf(till.run(till.payments.cancelOrder({ outTradeNo })))).toMatchObject({ code: 'REFUSED_LOCALLY' });
    }
    expect((await journal.read(keyOf(outTradeNo)))?.record.state).toBe('reentryConflict');
    expect(till.service.of('reverse')).toEqual([]);
  });

  test('that cannot be queried is not cancelled', async () => {
    const till = scriptedTill((call) => (call.endpoint === 'query_order' ? 'hang' : tell(call, 2)));
    const request = coffee();
    await till.run((await till.run(till.payments.microPay(request))).result());
    const refused = await rejectionOf(till.run(till.payments.cancelOrder({ outTradeNo: request.outTradeNo })));
    expect(refused).toMatchObject({ code: 'REFUSED_LOCALLY', cause: { code: 'TIMEOUT' } });
    expect(till.service.of('reverse')).toEqual([]);
  });
});

test('a cancellation that its caller ends during the first query has certainly cancelled nothing', async () => {
  const till = scriptedTill(() => 'hang');
  const controller = new AbortController();
  till.time.after(100, () => controller.abort());
  const cancelled = till.payments.cancelOrder({ outTradeNo: newNumber() }, { signal: controller.signal });
  expect(await rejectionOf(till.run(cancelled))).toMatchObject({ code: 'ABORTED', outcome: 'failed' });
});

test('a cancellation ends within its timeout, with the queries before and after it', async () => {
  const till = scriptedTill((call) => (call.endpoint === 'reverse' ? 'hang' : tell(call, 2)), { latency: 500 });
  const outcome = await till.run(till.payments.cancelOrder({ outTradeNo: newNumber() }, { timeout: 4_000 }));
  expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'TIMEOUT' } });
  expect(till.time.elapsed).toBeLessThanOrEqual(4_000);
  const [sent] = till.service.of('reverse');
  expect(till.service.calls.at(-1)).toMatchObject({ endpoint: 'query_order', at: expect.any(Number) });
  expect(till.service.calls.at(-1)?.at).toBeGreaterThan(sent?.at as number);
});

describe('a cancellation whose response is lost', () => {
  /** A paid order; `reverse` is the response to its reversal, `state` the state that the service reports afterwards. */
  async function cancelWith(reverse: (call: ScriptedCall) => Reply, state: (call: ScriptedCall, reversals: number) => Reply) {
    const journal = createMemoryJournal();
    const till = scriptedTill(
      (call) => {
        if (call.endpoint === 'micro_pay') return tell(call, 2);
        if (call.endpoint === 'reverse') return reverse(call);
        return state(call, till.service.of('reverse').length);
      },
      { journal },
    );
    const request = coffee();
    await till.run((await till.run(till.payments.microPay(request))).result());
    const outcome = await till.run(till.payments.cancelOrder({ outTradeNo: request.outTradeNo }));
    const record = (await journal.read(keyOf(request.outTradeNo)))?.record;
    return { outcome, record, reversals: till.service.of('reverse').length, till, request };
  }

  const paidStill = (call: ScriptedCall) => tell(call, 2);

  test('is repeated, since it may be', async () => {
    const { outcome, reversals, record } = await cancelWith(
      (call) => (call.count === 1 ? 'CONNECTION_LOST' : { status: 0, reverse: {} }),
      (call, reversals) => tell(call, reversals > 1 ? 8 : 2),
    );
    expect(outcome).toEqual({ result: 'cancelled' });
    expect(reversals).toBe(2);
    expect(record).toMatchObject({ state: 'reversed' });
    expect(record?.cancellation).toBeUndefined();
  });

  test('is asked for in the end, and is cancelled when the service says so', async () => {
    const { outcome, record } = await cancelWith(
      () => 'hang',
      (call, reversals) => tell(call, reversals > 0 ? 8 : 2),
    );
    expect(outcome).toEqual({ result: 'cancelled' });
    expect(record).toMatchObject({ state: 'reversed' });
  });

  test('is unknown when some of the money had gone back before', async () => {
    const { outcome } = await cancelWith(
      () => 'hang',
      (call) => (call.endpoint === 'query_refund_order' ? tellRefund(call, 2) : tell(call, 4)),
    );
    expect(outcome).toMatchObject({ result: 'unknown' });
  });

  test('is unknown while the service still says paid, and left for resume', async () => {
    const { outcome, record } = await cancelWith(() => 'hang', paidStill);
    expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'TIMEOUT' } });
    expect(record?.cancellation).toBeDefined();
  });

  test('is unknown when the queries find nothing either', async () => {
    const { outcome } = await cancelWith(
      () => 'hang',
      (call, reversals) => (reversals > 0 ? 'hang' : paidStill(call)),
    );
    expect(outcome).toMatchObject({ result: 'unknown' });
  });

  test('and whose repetition is refused is unknown: the first may have acted', async () => {
    const { outcome } = await cancelWith(
      (call) => (call.count === 1 ? 'CONNECTION_LOST' : { status: 104, description: 'no' }),
      paidStill,
    );
    expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'SERVICE_REFUSED', outcome: 'unknown' } });
  });

  test('by a host that was never reached is failed, and the record is as before', async () => {
    const { outcome, record } = await cancelWith(() => 'NOT_CONNECTED', paidStill);
    expect(outcome).toMatchObject({ result: 'failed', error: { code: 'NOT_CONNECTED' } });
    expect(record).toMatchObject({ state: 'paid' });
    expect(record?.cancellation).toBeUndefined();
  });

  test('by a wrong code is not believed', async () => {
    const { outcome } = await cancelWith(() => JSON.stringify({ response_content: '{"status":0,"reverse":{}}' }), paidStill);
    expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'UNVERIFIED_RESPONSE' } });
  });
});

test('a close that is answered under another key is not taken as done without asking', async () => {
  const till = scriptedTill((call) => {
    if (call.endpoint === 'scan_code_pay') return { status: 0, scan_code_pay: { code_url: 'weixin://1' } };
    if (call.endpoint === 'close_order') return { status: 0, query_order: {} };
    return tell(call, till.service.of('close_order').length > 0 ? 7 : 6, { trade_type: 2 });
  });
  const outTradeNo = newNumber();
  await till.run(
    (await till.run(till.payments.scanCodePay({ outTradeNo, payPlatform: 1, totalFee: 1999, body: 'tea' }))).codeUrl(),
  );
  const asked = till.service.of('query_order').length;
  expect(await till.run(till.payments.cancelOrder({ outTradeNo }))).toMatchObject({ result: 'cancelled' });
  // One query before, one after; the wait may have queried too.
  expect(till.service.of('query_order').length).toBeGreaterThanOrEqual(asked + 2);
});

test.each(['this', 'another'])(
  'a payment that the service has not seen, cancelled by %s process, is never sent again',
  async (which) => {
    const journal = createMemoryJournal();
    const till = scriptedTill(
      (call) => {
        if (call.endpoint === 'micro_pay') return 'CONNECTION_LOST';
        // The first question is left open, so that the payment is not repeated before the cashier cancels.
        if (call.endpoint === 'query_order')
          return till.service.of('reverse').length > 0 || call.count > 1 ? noSuchOrder : 'hang';
        return { status: 104, description: '订单不存在', internal_status: 400 };
      },
      { journal },
    );
    const request = coffee();
    const payment = await till.run(till.payments.microPay(request));
    const cashier = which === 'this' ? till.payments : till.another();
    await till.run(till.time.sleep(100));
    // The payment may arrive yet.
    const cancelled = await till.run(cashier.cancelOrder({ outTradeNo: request.outTradeNo }));
    expect(cancelled).toMatchObject({ result: 'unknown', error: { internalStatus: 400 } });
    expect(await till.run(payment.result())).toMatchObject({ result: 'failed' });
    expect((await journal.read(keyOf(request.outTradeNo)))?.record).toMatchObject({ state: 'failed' });
    expect(till.service.of('micro_pay')).toHaveLength(1);
    expect(till.service.of('reverse')).toHaveLength(1);
  },
);
