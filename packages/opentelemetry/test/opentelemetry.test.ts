import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import {
  createFetchTransport,
  createMemoryJournal,
  createTestCallback,
  Payments,
  type PaymentsOptions,
} from '@cloudpay/payments';
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import * as conventions from '@opentelemetry/semantic-conventions';
import { describe, expect, onTestFinished, test } from 'vitest';
import { observe } from './observed.ts';

const authorCode = '134520273825380000';
let numbers = 0;

/** A till at a sandbox of its own, and what it pays for. */
async function openTill(options: Partial<PaymentsOptions> = {}, hosts = 1) {
  const sandbox = await startMockServer({ hosts });
  const payments = new Payments({ ...sandbox.configuration, clock: sandbox.clock, ...options });
  onTestFinished(async () => {
    await payments.close();
    await sandbox.close();
  });
  return { sandbox, payments };
}

function coffee({ configuration }: MockServer, code = authorCode) {
  numbers += 1;
  const outTradeNo = `${configuration.cloudCashierId}otel${numbers}`;
  return { outTradeNo, authorCode: code, totalFee: 1999, body: '生活用品' };
}

/** The service does as it is asked, and nobody learns of it. */
function loseAnswers(sandbox: MockServer): void {
  for (const endpoint of ['micro_pay', 'query_order']) sandbox.injectFault({ endpoint, fault: 'garbage', times: 1_000 });
}

describe('spans', () => {
  test.each([true, false])('of a payment and its calls (context manager: %s)', async (hasContextManager) => {
    const { spans } = observe({ hasContextManager });
    const { sandbox, payments } = await openTill();
    const request = coffee(sandbox, '134520273825380001');
    await (await payments.microPay(request)).result();
    const [payment] = spans('cloudpay payment');
    expect(payment).toMatchObject({ kind: SpanKind.INTERNAL, status: { code: SpanStatusCode.UNSET } });
    const { outTradeNo } = request;
    const { outSubMchId } = sandbox.configuration;
    expect(payment?.attributes).toEqual({
      'cloudpay.out_sub_mch_id': outSubMchId,
      'cloudpay.out_trade_no': outTradeNo,
      'cloudpay.trade_type': 1,
      'cloudpay.pay_platform': 1,
      'cloudpay.result': 'paid',
    });
    // A question that was not needed any more is given up.
    const calls = spans().filter(({ kind, attributes }) => kind === SpanKind.CLIENT && attributes['error.type'] !== 'ABORTED');
    expect(new Set(calls.map(({ name }) => name))).toEqual(new Set(['POST /cpay/micro_pay', 'POST /cpay/query_order']));
    for (const call of calls) {
      expect(call.parentSpanContext?.spanId).toBe(payment?.spanContext().spanId);
      expect(call.attributes).toMatchObject({
        'http.request.method': 'POST',
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(sandbox.url).port),
        'url.full': expect.stringMatching(/^http:.*\/cpay\/\w+$/),
        'cloudpay.log_id': expect.any(String),
        'cloudpay.out_trade_no': outTradeNo,
        'cloudpay.status': 0,
      });
    }
  });

  test('of two payments at once are told apart', async () => {
    const { spans } = observe();
    const { sandbox, payments } = await openTill();
    const made = await Promise.all([1, 2, 3].map(() => payments.microPay(coffee(sandbox))));
    await Promise.all(made.map((payment) => payment.result()));
    for (const { outTradeNo } of made) {
      const [payment] = spans('cloudpay payment').filter(
        ({ attributes }) => attributes['cloudpay.out_trade_no'] === outTradeNo,
      );
      const [call] = spans('POST /cpay/micro_pay').filter(
        ({ attributes }) => attributes['cloudpay.out_trade_no'] === outTradeNo,
      );
      expect(call?.parentSpanContext?.spanId).toBe(payment?.spanContext().spanId);
    }
  });

  test('stand below the caller’s own, and other instrumentations’ below them', async () => {
    const { spans, tracerProvider } = observe();
    const tracer = tracerProvider.getTracer('the caller');
    const seen: (string | undefined)[] = [];
    const transport = createFetchTransport(async (input, init) => {
      seen.push(trace.getActiveSpan()?.spanContext().spanId);
      return fetch(input, init);
    });
    const { sandbox, payments } = await openTill({ transport });
    const sale = tracer.startSpan('sale');
    await context.with(trace.setSpan(context.active(), sale), async () => (await payments.microPay(coffee(sandbox))).result());
    sale.end();
    expect(spans('cloudpay payment')[0]?.parentSpanContext?.spanId).toBe(sale.spanContext().spanId);
    const calls = spans().filter(({ kind }) => kind === SpanKind.CLIENT);
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) expect(seen).toContain(call.spanContext().spanId);
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  test('of a refund and a cancellation', async () => {
    const { spans } = observe();
    const { sandbox, payments } = await openTill();
    const [first, second] = [coffee(sandbox), coffee(sandbox)];
    for (const request of [first, second]) await (await payments.microPay(request)).result();
    const refund = await payments.refund({ outTradeNo: first.outTradeNo, refundFee: 1 });
    await refund.result();
    await payments.cancelOrder({ outTradeNo: second.outTradeNo });
    const refunded = spans('cloudpay refund')[0];
    expect(refunded?.attributes).toMatchObject({
      'cloudpay.out_refund_no': refund.outRefundNo,
      'cloudpay.result': 'succeeded',
    });
    expect(spans('POST /cpay/refund')[0]?.parentSpanContext?.spanId).toBe(refunded?.spanContext().spanId);
    const cancelled = spans('cloudpay cancellation')[0];
    expect(cancelled?.attributes).toMatchObject({ 'cloudpay.out_trade_no': second.outTradeNo, 'cloudpay.result': 'cancelled' });
    expect(spans('POST /cpay/reverse')[0]?.parentSpanContext?.spanId).toBe(cancelled?.spanContext().spanId);
  });

  test('of a callback, with the question to the service', async () => {
    const { spans } = observe();
    const { sandbox, payments } = await openTill();
    const request = coffee(sandbox);
    const { outTradeNo, totalFee } = request;
    await (await payments.microPay(request)).result();
    const handle = payments.callbackHandler(() => undefined, { onError: () => undefined });
    await handle(createTestCallback(sandbox.configuration, { order: { outTradeNo, totalFee } }).body);
    await handle('no callback');
    const [taken, refused] = spans('cloudpay callback');
    expect(taken?.attributes).toMatchObject({ 'cloudpay.out_trade_no': outTradeNo, 'cloudpay.result': 'acknowledged' });
    expect(spans('POST /cpay/query_order').at(-1)?.parentSpanContext?.spanId).toBe(taken?.spanContext().spanId);
    expect(refused?.attributes).toMatchObject({ 'cloudpay.result': 'refused', 'cloudpay.callback.refusal': 'notAnEnvelope' });
  });

  test('show what failed', async () => {
    const { spans } = observe();
    const { sandbox, payments } = await openTill();
    loseAnswers(sandbox);
    expect((await (await payments.microPay(coffee(sandbox))).result()).result).toBe('unknown');
    expect(spans('cloudpay payment')[0]).toMatchObject({ status: { code: SpanStatusCode.ERROR } });
    expect(spans('POST /cpay/micro_pay')[0]?.status.code).toBe(SpanStatusCode.ERROR);
    expect(spans('POST /cpay/micro_pay')[0]?.attributes['error.type']).toEqual(expect.any(String));
  });

  test('end with the instrumentation', async () => {
    const { instrumentation, spans } = observe();
    const { sandbox, payments } = await openTill();
    sandbox.injectFault({ endpoint: 'micro_pay', fault: 'hold' });
    const payment = await payments.microPay(coffee(sandbox));
    instrumentation[Symbol.dispose]();
    expect(spans('cloudpay payment')).toHaveLength(1);
    const before = spans().length;
    await payments.close();
    await payment.result();
    expect(spans()).toHaveLength(before);
  });

  test('have the names of the semantic conventions, or of our own', async () => {
    const { spans } = observe();
    const { sandbox, payments } = await openTill();
    await (await payments.microPay(coffee(sandbox))).result();
    const known = new Set(Object.values(conventions).filter((value) => typeof value === 'string'));
    for (const { attributes } of spans()) {
      for (const name of Object.keys(attributes))
        expect(name.startsWith('cloudpay.') || known.has(name as never), name).toBe(true);
    }
  });
});

describe('metrics', () => {
  const byState = async (points: ReturnType<typeof observe>['points'], metric: string) =>
    Object.fromEntries((await points(metric)).map(({ attributes, value }) => [attributes['cloudpay.state'], value]));

  test('of outcomes, calls and the journal', async () => {
    const { points } = observe();
    const { sandbox, payments } = await openTill();
    await (await payments.microPay(coffee(sandbox))).result();
    await (await payments.microPay(coffee(sandbox, '134520273825380004'))).result();
    const outcomes = await points('cloudpay.outcome.duration');
    expect(outcomes).toMatchObject([
      { attributes: { 'cloudpay.operation': 'payment', 'cloudpay.result': 'paid' }, value: { count: 1 } },
      { attributes: { 'cloudpay.operation': 'payment', 'cloudpay.result': 'failed' }, value: { count: 1 } },
    ]);
    // The questions after the refusal take three seconds on the sandbox's clock.
    expect((outcomes[1]?.value as Histogram | undefined)?.sum).toBeGreaterThanOrEqual(3);
    const calls = await points('cloudpay.call.duration');
    const ofStatus = (status: number) => calls.find(({ attributes }) => attributes['cloudpay.status'] === status);
    expect(ofStatus(0)?.attributes).toMatchObject({ 'cloudpay.endpoint': 'micro_pay', 'server.address': '127.0.0.1' });
    expect(ofStatus(104)?.attributes).toMatchObject({ 'error.type': 'SERVICE_REFUSED' });
    const journal = await points('cloudpay.journal.duration');
    expect(journal.map(({ attributes }) => attributes['cloudpay.operation'])).toEqual(
      expect.arrayContaining(['insert', 'update']),
    );
    for (const { attributes } of journal) expect(attributes).not.toHaveProperty('error.type');
  });

  test('of a journal that fails', async () => {
    const { points } = observe();
    const journal = Object.assign(createMemoryJournal(), {
      write: async () => {
        throw new Error('the disk is full');
      },
    });
    const { sandbox, payments } = await openTill({ journal });
    await expect(payments.microPay(coffee(sandbox))).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
    expect(await points('cloudpay.journal.duration')).toMatchObject([
      { attributes: { 'cloudpay.operation': 'insert', 'error.type': 'JOURNAL_UNAVAILABLE' } },
    ]);
    expect(await points('cloudpay.outcome.duration')).toMatchObject([
      { attributes: { 'cloudpay.result': 'error', 'error.type': 'JOURNAL_UNAVAILABLE' } },
    ]);
    expect(await byState(points, 'cloudpay.orders.open')).toEqual({ waiting: 0, awaitingPayment: 0, unknown: 0 });
  });

  test('of changes of the host', async () => {
    const { points } = observe();
    const { sandbox, payments } = await openTill({}, 2);
    await sandbox.failHost(0, { fault: 'down' });
    await (await payments.microPay(coffee(sandbox))).result();
    const to = new URL(sandbox.urls[1] as string);
    expect(await points('cloudpay.host.changes')).toMatchObject([
      { value: 1, attributes: { 'server.port': Number(to.port), 'cloudpay.reason': 'failed' } },
    ]);
  });

  test('of open orders: one under way, unknown, and settled by resume', async () => {
    const { points } = observe();
    const { sandbox, payments } = await openTill();
    loseAnswers(sandbox);
    const payment = await payments.microPay(coffee(sandbox));
    expect(await byState(points, 'cloudpay.orders.open')).toMatchObject({ waiting: 1, unknown: 0 });
    expect((await payment.result()).result).toBe('unknown');
    expect(await byState(points, 'cloudpay.orders.open')).toMatchObject({ waiting: 0, unknown: 1 });
    sandbox.injectFault({ endpoint: 'query_order', fault: 'garbage', times: 0 });
    for await (const { outcome } of payments.resume()) expect(outcome.result).toBe('paid');
    expect(await byState(points, 'cloudpay.orders.open')).toMatchObject({ waiting: 0, unknown: 0 });
  });

  test('of the age of an order that an earlier process left unknown', async () => {
    const { points } = observe();
    const journal = createMemoryJournal();
    const { sandbox, payments } = await openTill({ journal });
    const local = Date.now() - 600_000;
    const { outSubMchId } = sandbox.configuration;
    const { outTradeNo } = coffee(sandbox);
    await journal.write({
      record: { outTradeNo, outSubMchId, state: 'undecided', tradeType: 1, totalFee: 1, isKnown: true, acceptedAt: { local } },
      version: 0,
      isUndecided: true,
      hold: 'release',
    });
    for await (const { outcome } of payments.resume({ timeout: 1 })) expect(outcome.result).toBe('unknown');
    expect(await byState(points, 'cloudpay.orders.open')).toMatchObject({ unknown: 1 });
    expect((await byState(points, 'cloudpay.orders.oldest')).unknown).toBeGreaterThanOrEqual(600);
    expect((await byState(points, 'cloudpay.orders.oldest')).waiting).toBe(0);
  });

  test('of an order that nobody has paid yet is not unknown', async () => {
    const { points } = observe();
    const { sandbox, payments } = await openTill();
    const { authorCode: _, ...request } = coffee(sandbox);
    const payment = await payments.scanCodePay({ ...request, payPlatform: 1 });
    expect((await payment.result()).result).toBe('awaitingPayment');
    expect(await byState(points, 'cloudpay.orders.open')).toEqual({ waiting: 0, awaitingPayment: 1, unknown: 0 });
  });
});

test('nothing is a secret, or about the customer', async () => {
  const { everything } = observe();
  const { sandbox, payments } = await openTill();
  sandbox.setManner({ manner: 'careless' });
  const request = { ...coffee(sandbox), attach: '机密备注' };
  await (await payments.microPay(request)).result();
  await (await payments.refund({ outTradeNo: request.outTradeNo, refundFee: 1, refundReason: '机密备注' })).result();
  const told = await everything();
  expect(told).toContain(request.outTradeNo);
  const { authenKey } = sandbox.configuration;
  for (const secret of [authenKey, authorCode, '机密备注', '生活用品', 'open_id', 'user_id', 'buyer_logon_id']) {
    expect(told).not.toContain(secret);
  }
});
