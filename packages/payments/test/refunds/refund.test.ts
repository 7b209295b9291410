import { describe, expect, test } from 'vitest';
import { createMemoryJournal, type PaymentsOptions } from '../../src/index.ts';
import { codes, coffee, merchant, newNumber } from '../helpers/merchant.ts';
import { openTill, type SandboxTill } from '../helpers/sandbox-till.ts';
import { noRefund, noSuchOrder, type Reply, type ScriptedCall, scriptedTill, tell, tellRefund } from '../helpers/scripted.ts';
import { rejectionOf } from '../helpers/thrown.ts';

const platforms = [
  ['WeChat Pay', codes.wechat],
  ['Alipay', codes.alipay],
] as const;

/** The service refuses, and no code vouches for it. */
const withoutCode = JSON.stringify({
  response_content: JSON.stringify({ status: 101, description: '商户不存在', log_id: 1, internal_status: 0 }),
});

async function paidOrder(till: SandboxTill, totalFee = 2, authorCode = codes.wechat()): Promise<string> {
  const request = { ...coffee(authorCode), totalFee };
  await (await till.payments.microPay(request)).result();
  return request.outTradeNo;
}

describe.each(platforms)('the vendors’ acceptance case by %s', (_, code) => {
  test('2 fen: 3 too many, 1 back, 2 too many, 1 back, nothing left', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, 2, code());
    const refund = (refundFee: number) => till.payments.refund({ outTradeNo, refundFee });
    const tooMany = { field: 'refundFee', message: expect.stringMatching(/exceeds what can be refunded/) };
    expect(await rejectionOf(refund(3))).toMatchObject(tooMany);
    expect(await (await refund(1)).result()).toMatchObject({
      result: 'succeeded',
      refund: { refundFee: 1, outTradeNo },
    });
    expect(await till.payments.queryOrder({ outTradeNo })).toMatchObject({ result: 'partlyRefunded', remainingFee: 1 });
    expect(await rejectionOf(refund(2))).toMatchObject(tooMany);
    expect(await (await refund(1)).result()).toMatchObject({ result: 'succeeded' });
    expect(await till.payments.queryOrder({ outTradeNo })).toMatchObject({ result: 'refunded' });
    expect((await rejectionOf(refund(1))).field).toMatch(/refundFee|outTradeNo/);
    expect(till.calls('refund')).toBe(2);
  });

  test('a refund that the platform refuses fails, and its money can be refunded again', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, 2, code());
    const failed = await (await till.payments.refund({ outTradeNo, refundFee: 2, refundReason: 'fail' })).result();
    expect(failed).toMatchObject({ result: 'failed' });
    expect('needsPerson' in failed).toBe(false);
    expect(await (await till.payments.refund({ outTradeNo, refundFee: 2 })).result()).toMatchObject({ result: 'succeeded' });
  });
});

test('a refund that the service refused takes nothing from what is left', async () => {
  const till = scriptedTill((call) => {
    if (call.endpoint === 'query_order') return tell(call, 2);
    if (call.endpoint === 'query_refund_order') return noRefund;
    return call.count === 1 ? { status: 104, description: '余额不足' } : tellRefund(call, 2);
  });
  const { outTradeNo } = coffee();
  const refundAll = async () => till.run((await till.run(till.payments.refund({ outTradeNo, refundFee: 1999 }))).result());
  expect(await refundAll()).toMatchObject({ result: 'failed' });
  expect(await refundAll()).toMatchObject({ result: 'succeeded' });
});

test('a refund that WeChat Pay hands to a person says so', async () => {
  await using till = await openTill();
  const outTradeNo = await paidOrder(till);
  const outcome = await (await till.payments.refund({ outTradeNo, refundFee: 1, refundReason: 'manual' })).result();
  expect(outcome).toMatchObject({ result: 'failed', needsPerson: true, refund: { state: 5 } });
});

test('a card’s refund succeeds', async () => {
  await using till = await openTill();
  const outTradeNo = await paidOrder(till, 2, codes.card());
  expect(await (await till.payments.refund({ outTradeNo, refundFee: 2 })).result()).toMatchObject({ result: 'succeeded' });
});

describe('the refund number', () => {
  test('is the caller’s', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till);
    const outRefundNo = newNumber();
    const refund = await till.payments.refund({ outTradeNo, outRefundNo, refundFee: 1 });
    expect(refund).toMatchObject({ outTradeNo, outRefundNo });
    await refund.result();
    expect(till.sandbox.state().refunds).toMatchObject([{ outRefundNo, outTradeNo, refundFee: 1 }]);
  });

  test.each([
    ['the configured prefix', 'sz010002cz', 'sz010002cz'],
    ['the prefix of its order, 10 characters', undefined, 'sz010002cz'],
    ['ten characters of its order, which hold a prefix of 8 digits', undefined, '0100005277'],
    ['a prefix of 8 digits before a sign', undefined, '01000052'],
    ['the configured prefix, not its order’s', '01000052', '01000052'],
    ['the first of several prefixes', ['01000052', 'sz010002cz'], '01000052'],
  ])('left out, takes %s', async (what, cloudCashierId, prefix) => {
    const order = `${[cloudCashierId ?? prefix].flat().at(-1)}${what.includes('sign') ? '-' : ''}7777`;
    await using till = await openTill({ cloudCashierId } as Partial<PaymentsOptions>);
    await (await till.payments.microPay(coffee(codes.wechat(), order))).result();
    const refund = await till.payments.refund({ outTradeNo: order, refundFee: 1 });
    expect(refund.outRefundNo).toMatch(new RegExp(`^${prefix}\\d+$`));
    expect(refund.outRefundNo).toHaveLength(32);
    expect(await refund.result()).toMatchObject({ result: 'succeeded' });
  });

  test('that was used is refused', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till);
    const outRefundNo = newNumber();
    await (await till.payments.refund({ outTradeNo, outRefundNo, refundFee: 1 })).result();
    const again = till.payments.refund({ outTradeNo, outRefundNo, refundFee: 1 });
    expect(await rejectionOf(again)).toMatchObject({ code: 'REFUSED_LOCALLY', outcome: 'failed' });
    expect(till.calls('refund')).toBe(1);
  });
});

describe('a signed refund', () => {
  test('carries a signature in place of the code', async () => {
    const key = { pem: '' };
    await using probe = await openTill();
    key.pem = probe.sandbox.merchant.privateKey;
    const bodies: string[] = [];
    const { createNodeTransport } = await import('@cloudpay/core');
    const http = createNodeTransport();
    const transport = {
      post: (request: Parameters<typeof http.post>[0]) => {
        if (request.url.endsWith('/refund')) bodies.push(request.body);
        return http.post(request);
      },
      close: () => http.close(),
    };
    const payments = probe.another({ privateKey: key.pem, transport });
    const outTradeNo = await paidOrder(probe);
    const refund = await payments.refund({ outTradeNo, refundFee: 1 }, { signed: true });
    expect(await refund.result()).toMatchObject({ result: 'succeeded' });
    const { authen_info: info } = JSON.parse(bodies[0] as string);
    expect(info).toEqual({ s: { sign_type: 1, sign: expect.stringMatching(/^[A-Za-z0-9+/]{342}==$/) } });
  });

  test('without a private key is refused before anything is sent', async () => {
    await using till = await openTill();
    const refused = till.payments.refund({ outTradeNo: newNumber(), refundFee: 1 }, { signed: true });
    expect(await rejectionOf(refused)).toMatchObject({ name: 'ConfigurationError', field: 'privateKey' });
    expect(till.sandbox.state().calls).toEqual({});
  });

  test('with another key is refused by the service, and nothing goes back', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await using till = await openTill({ privateKey });
    const outTradeNo = await paidOrder(till);
    const refund = await till.payments.refund({ outTradeNo, refundFee: 1 }, { signed: true });
    expect(await refund.result()).toMatchObject({ result: 'failed', error: { status: 101 } });
    expect(till.sandbox.state().refunds).toEqual([]);
  });
});

describe('stopped before it is sent', () => {
  test('more than the order', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, 100);
    expect(await rejectionOf(till.payments.refund({ outTradeNo, refundFee: 101 }))).toMatchObject({ field: 'refundFee' });
    expect(till.calls('refund')).toBe(0);
  });

  test('while it is not known whether an earlier refund arrived: its number stands in the error (rule 14)', async () => {
    const journal = createMemoryJournal();
    const script = (call: ScriptedCall): Reply => {
      if (call.endpoint === 'query_order') return tell(call, 2, { total_fee: 10 });
      return call.endpoint === 'refund' ? 'hang' : noRefund;
    };
    const till = scriptedTill(script, { journal });
    const { outTradeNo } = coffee();
    const { outRefundNo } = await till.run(till.payments.refund({ outTradeNo, refundFee: 7 }));
    const other = till.another();
    for (const payments of [till.payments, other]) {
      const refused = await rejectionOf(till.run(payments.refund({ outTradeNo, refundFee: 3 })));
      expect(refused).toMatchObject({ code: 'REFUSED_LOCALLY', message: expect.stringContaining(outRefundNo) });
    }
    expect(new Set(till.service.of('refund').map(({ content }) => JSON.stringify(content.refund_content))).size).toBe(1);
    await till.payments.close();
    await other.close();
  });

  test('while a cancellation of the order is not decided', async () => {
    const till = scriptedTill((call) => (call.endpoint === 'reverse' ? 'CONNECTION_LOST' : tell(call, 2)));
    const { outTradeNo } = coffee();
    const cancelled = await till.run(till.payments.cancelOrder({ outTradeNo }, { timeout: 10_000 }));
    expect(cancelled).toMatchObject({ result: 'unknown' });
    const refused = await rejectionOf(till.run(till.payments.refund({ outTradeNo, refundFee: 1 })));
    expect(refused).toMatchObject({ code: 'REFUSED_LOCALLY' });
    expect(till.service.of('refund')).toEqual([]);
  });

  test('more than is left beside a refund that the service is at: it counts in full', async () => {
    const till = scriptedTill((call) => {
      if (call.endpoint === 'query_order') return tell(call, 2, { total_fee: 10 });
      if (call.endpoint === 'query_refund_order' && till.service.of('refund').length === 0) return noRefund;
      return tellRefund(call, 4, { refund_fee: 7, out_refund_no: first });
    });
    const first = newNumber();
    const { outTradeNo } = coffee();
    const refund = await till.run(till.payments.refund({ outTradeNo, outRefundNo: first, refundFee: 7 }, { timeout: 5_000 }));
    expect(await till.run(refund.result())).toMatchObject({ result: 'unknown' });
    expect(await rejectionOf(till.run(till.payments.refund({ outTradeNo, refundFee: 4 })))).toMatchObject({
      field: 'refundFee',
      message: expect.stringContaining('3 fen'),
    });
    expect(await till.run(till.payments.refund({ outTradeNo, refundFee: 3 }))).toMatchObject({ outTradeNo });
    await till.payments.close();
  });

  test('more than is left by the service, that another till refunded', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, 10);
    await (await till.another().refund({ outTradeNo, refundFee: 7 })).result();
    const refused = await rejectionOf(till.payments.refund({ outTradeNo, refundFee: 4 }));
    expect(refused).toMatchObject({ field: 'refundFee', message: expect.stringContaining('3 fen') });
    expect(till.calls('refund')).toBe(1);
  });

  test('an order that is not paid, closed, or not known', async () => {
    await using till = await openTill();
    const waiting = newNumber();
    await (await till.payments.scanCodePay({ outTradeNo: waiting, payPlatform: 1, totalFee: 1, body: 'tea' })).codeUrl();
    expect(await rejectionOf(till.payments.refund({ outTradeNo: waiting, refundFee: 1 }))).toMatchObject({
      code: 'REFUSED_LOCALLY',
    });
    await till.payments.cancelOrder({ outTradeNo: waiting });
    expect(await rejectionOf(till.payments.refund({ outTradeNo: waiting, refundFee: 1 }))).toMatchObject({
      field: 'outTradeNo',
    });
    const unknown = till.payments.refund({ outTradeNo: newNumber(), refundFee: 1 });
    expect(await rejectionOf(unknown)).toMatchObject({ field: 'outTradeNo', message: expect.stringContaining('notFound') });
    expect(till.calls('refund')).toBe(0);
  });

  test('another total than the order has', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, 10);
    const refused = till.payments.refund({ outTradeNo, totalFee: 11, refundFee: 1 });
    expect(await rejectionOf(refused)).toMatchObject({ field: 'totalFee', message: expect.stringContaining('10 fen') });
    expect(await till.payments.refund({ outTradeNo, totalFee: 10, refundFee: 1 })).toMatchObject({ outTradeNo });
  });

  test('an order whose number turns out to be another till’s', async () => {
    // Every response to the payment was lost, also the one that reported the conflict.
    const till = scriptedTill(() => 'CONNECTION_LOST');
    const request = coffee();
    await till.run((await till.run(till.payments.microPay(request))).result());
    till.service.script = (call) => (call.endpoint === 'query_order' ? tell(call, 2, { total_fee: 7777 }) : noRefund);
    const refused = await rejectionOf(till.run(till.payments.refund({ outTradeNo: request.outTradeNo, refundFee: 1 })));
    expect(refused).toMatchObject({ code: 'REFUSED_LOCALLY', outcome: 'failed' });
    expect(till.service.of('refund')).toEqual([]);
  });

  test('when the service cannot be asked', async () => {
    for (const deaf of ['query_order', 'query_refund_order']) {
      const till = scriptedTill((call) => (call.endpoint === deaf ? 'hang' : tell(call, 2)));
      const refused = till.run(till.payments.refund({ outTradeNo: coffee().outTradeNo, refundFee: 1 }));
      expect(await rejectionOf(refused)).toMatchObject({
        code: 'REFUSED_LOCALLY',
        outcome: 'failed',
        cause: { code: 'TIMEOUT' },
      });
      expect(till.service.of('refund')).toEqual([]);
    }
  });

  test('of refunds at the same moment, those that exceed, or come before an earlier one is known', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, 10);
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () => till.payments.refund({ outTradeNo, refundFee: 3 })),
    );
    const accepted = attempts.filter((attempt) => attempt.status === 'fulfilled');
    const refused = attempts.filter((attempt) => attempt.status === 'rejected').map(({ reason }) => reason.code);
    expect(accepted.length).toBeGreaterThanOrEqual(1);
    expect(accepted.length).toBeLessThanOrEqual(3);
    expect(refused.every((code) => code === 'REFUSED_LOCALLY' || code === 'INVALID_ARGUMENT')).toBe(true);
    const outcomes = await Promise.all(accepted.map(({ value }) => value.result()));
    expect(outcomes.every(({ result }) => result === 'succeeded')).toBe(true);
    expect(till.sandbox.state().orders).toMatchObject([{ refundedFee: 3 * accepted.length }]);
    expect(till.calls('refund')).toBe(accepted.length);
  });
});

describe('a refund on its way', () => {
  /** A paid order of 1999 fen, and a refund of 100. */
  function refundWith(refund: (call: ScriptedCall) => Reply, query: (call: ScriptedCall) => Reply) {
    const till = scriptedTill((call) => {
      if (call.endpoint === 'query_order') return tell(call, 2);
      if (call.endpoint === 'refund') return refund(call);
      return call.content.out_refund_no === undefined ? noRefund : query(call);
    });
    const outcome = async () => {
      const handle = await till.run(till.payments.refund({ outTradeNo: coffee().outTradeNo, refundFee: 100 }));
      return till.run(handle.result());
    };
    return { till, outcome };
  }

  test('is asked for until it is decided', async () => {
    const { till, outcome } = refundWith(
      (call) => tellRefund(call, 4),
      (call) => tellRefund(call, call.count < 6 ? 4 : 2),
    );
    expect(await outcome()).toMatchObject({ result: 'succeeded' });
    expect(till.service.of('refund')).toHaveLength(1);
  });

  test('whose response was lost is sent again under its number when the service does not know it', async () => {
    const { till, outcome } = refundWith(
      (call) => (call.count === 1 ? 'CONNECTION_LOST' : tellRefund(call, 2)),
      () => noRefund,
    );
    expect(await outcome()).toMatchObject({ result: 'succeeded' });
    const [first, second] = till.service.of('refund').map(({ content }) => content.refund_content);
    expect(second).toEqual(first);
  });

  test('that stays open is unknown at the end of the wait, and stays in the journal', async () => {
    const { till, outcome } = refundWith(
      (call) => tellRefund(call, 4),
      (call) => tellRefund(call, 4),
    );
    expect(await outcome()).toMatchObject({ result: 'unknown', refund: { state: 4 } });
    expect(till.time.elapsed).toBeLessThanOrEqual(151_000);
  });

  test.each([
    ['a question', 600],
    ['a pause', 1_500],
  ])('is unknown when the client is closed during %s, and stays in the journal', async (_, after) => {
    const journal = createMemoryJournal();
    const till = scriptedTill(
      (call) => {
        if (call.endpoint === 'query_order') return tell(call, 2);
        if (call.endpoint === 'refund') return tellRefund(call, 4);
        return call.content.out_refund_no === undefined ? noRefund : tellRefund(call, 4);
      },
      { journal, latency: 200 },
    );
    const { outTradeNo } = coffee();
    const refund = await till.run(till.payments.refund({ outTradeNo, refundFee: 100 }));
    const accepted = till.time.elapsed;
    const closed = new Promise<void>((resolve, reject) => {
      till.time.after(after, () => till.payments.close().then(resolve, reject));
    });
    expect(await till.run(refund.result())).toMatchObject({ result: 'unknown', error: { code: 'CLOSED' } });
    await till.run(closed);
    expect(till.time.elapsed).toBe(accepted + after);
    const stored = await journal.read({ outSubMchId: merchant.outSubMchId, number: outTradeNo });
    expect(stored).toMatchObject({ held: 'free', record: { refunds: [{ state: 'undecided' }] } });
  });

  test('that is refused is failed, for the service’s reason', async () => {
    const { outcome } = refundWith(
      () => ({ status: 104, description: '余额不足' }),
      () => noRefund,
    );
    expect(await outcome()).toMatchObject({ result: 'failed', error: { code: 'SERVICE_REFUSED', status: 104 } });
  });

  test('is not decided by a response about another refund', async () => {
    const { till, outcome } = refundWith(
      (call) => tellRefund(call, 2, { out_refund_no: 'sz010002czother' }),
      (call) => tellRefund(call, 3),
    );
    expect(await outcome()).toMatchObject({ result: 'failed', refund: { state: 3 } });
    expect(till.service.of('refund')).toHaveLength(1);
  });

  test.each([
    ['order', { out_trade_no: 'sz010002czother' }],
    ['amount', { refund_fee: 1 }],
  ])('was not made when its number belongs to a refund of another %s (rule 14)', async (_, refund) => {
    const { till, outcome } = refundWith(
      (call) => tellRefund(call, 2, refund),
      (call) => tellRefund(call, 2, refund),
    );
    expect(await outcome()).toMatchObject({ result: 'failed', error: { code: 'NUMBER_REUSED' } });
    expect(till.service.of('refund')).toHaveLength(1);
  });

  test.each([
    ['WeChat Pay', 1, { wxpay_refund_order_content_ext: { state: 6 } }],
    ['Alipay', 2, { alipay_refund_order_content_ext: { refund_status: 5 } }],
  ])(
    'that %s does not know is failed after two more questions, 3 s after the response (rule 9)',
    async (_, platform, state) => {
      const { till, outcome } = refundWith(onPlatform, onPlatform);
      function onPlatform(call: ScriptedCall): Reply {
        return tellRefund(call, 0, state, { pay_platform: platform });
      }
      const start = till.time.elapsed;
      expect(await outcome()).toMatchObject({ result: 'failed' });
      expect(till.time.elapsed - start).toBeGreaterThanOrEqual(3_000);
      expect(till.time.elapsed - start).toBeLessThan(5_000);
      expect(till.service.of('refund')).toHaveLength(1);
    },
  );

  test('that is refused without a code is asked about (rules 1 and 2)', async () => {
    const { till, outcome } = refundWith(
      () => withoutCode,
      (call) => tellRefund(call, 2),
    );
    expect(await outcome()).toMatchObject({ result: 'succeeded' });
    expect(till.service.of('refund')).toHaveLength(1);
  });

  test('that is refused without a code, as every question is, is unknown within six seconds (rule 4)', async () => {
    const { till, outcome } = refundWith(
      () => withoutCode,
      () => withoutCode,
    );
    expect(await outcome()).toMatchObject({ result: 'unknown', error: { status: 101, outcome: 'unknown' } });
    expect(till.time.elapsed).toBeLessThan(6_000);
    expect(till.service.of('refund')).toHaveLength(1);
  });

  test('that never arrives is repeated identically for 45 s, and failed a minute after the last one', async () => {
    const { till, outcome } = refundWith(
      () => 'CONNECTION_LOST',
      () => noRefund,
    );
    expect(await outcome()).toMatchObject({ result: 'failed' });
    const sent = till.service.of('refund');
    const [first, last] = [sent[0], sent.at(-1)] as [ScriptedCall, ScriptedCall];
    expect(sent.length).toBeGreaterThan(1);
    expect(new Set(sent.map(({ content }) => JSON.stringify(content.refund_content))).size).toBe(1);
    expect(last.at - first.at).toBeLessThanOrEqual(45_000);
    expect(till.time.elapsed - last.at).toBeGreaterThanOrEqual(70_000);
  });

  test('names the serial number of a till that was bound, and so do its questions', async () => {
    const till = scriptedTill(
      (call) => {
        if (call.endpoint === 'query_order') return tell(call, 2);
        return call.endpoint === 'refund' ? tellRefund(call, 2) : noRefund;
      },
      { snCode: 'a-serial-number' },
    );
    const refund = await till.run(till.payments.refund({ outTradeNo: coffee().outTradeNo, refundFee: 100 }));
    expect(await till.run(refund.result())).toMatchObject({ result: 'succeeded' });
    const named = till.service.calls.map(({ endpoint, content }) => [
      endpoint,
      (content.order_client as { sn_code?: string })?.sn_code,
    ]);
    expect(named).toEqual(['query_order', 'query_refund_order', 'refund'].map((endpoint) => [endpoint, 'a-serial-number']));
  });

  test('is waited for until the caller stops', async () => {
    const { till } = refundWith(
      (call) => tellRefund(call, 4),
      (call) => tellRefund(call, 4),
    );
    const handle = await till.run(till.payments.refund({ outTradeNo: coffee().outTradeNo, refundFee: 100 }));
    expect(await rejectionOf(handle.result({ signal: AbortSignal.abort() }))).toMatchObject({ code: 'ABORTED' });
    await till.payments.close();
    expect(await handle.result()).toMatchObject({ result: 'unknown', error: { code: 'CLOSED' } });
  });
});

describe('a second partial refund whose request is lost', () => {
  /** An order with one refund that the service has reported. */
  function second(refunds: (call: ScriptedCall, first: Reply) => Reply) {
    const first = newNumber();
    const till = scriptedTill((call) => {
      if (call.endpoint === 'query_order') return tell(call, 2);
      if (call.endpoint === 'refund') return 'CONNECTION_LOST';
      return refunds(call, tellRefund(call, 2, { out_refund_no: first, refund_fee: 100 }));
    });
    const outcome = async () => {
      const handle = await till.run(till.payments.refund({ outTradeNo: coffee().outTradeNo, refundFee: 100 }));
      return till.run(handle.result());
    };
    return { till, outcome };
  }

  test.each([
    ['all refunds of the order', (_: ScriptedCall, first: Reply) => first],
    ['no refund', (call: ScriptedCall, first: Reply) => (call.content.out_refund_no === undefined ? first : noRefund)],
  ])('is failed though the first is there, by a service that answers with %s (rule 14)', async (_, refunds) => {
    const { till, outcome } = second(refunds);
    expect(await outcome()).toMatchObject({ result: 'failed' });
    expect(till.time.elapsed).toBeGreaterThanOrEqual(60_000);
  });

  test('stays unknown while the list lacks the first one: it proves nothing', async () => {
    const { till, outcome } = second((_, first) => (till.service.of('refund').length > 0 ? noRefund : first));
    expect(await outcome()).toMatchObject({ result: 'unknown' });
    expect(till.service.of('refund')).toHaveLength(1);
  });

  test('stays unknown while the service denies the order too', async () => {
    const { till, outcome } = second((_, first) => (till.service.of('refund').length > 0 ? noSuchOrder : first));
    expect(await outcome()).toMatchObject({ result: 'unknown' });
  });
});

describe('how much of an order went back', () => {
  const overview = (...overviews: readonly object[]): Reply => ({ status: 0, query_order_list_overview: { overviews } });
  const asked = async (state: number, refunds: (call: ScriptedCall) => Reply, told: Reply, platform = 1) => {
    const till = scriptedTill((call) => {
      if (call.endpoint === 'query_order') return tell(call, state, { create_time: 1_790_000_000 });
      return call.endpoint === 'query_refund_order' ? refunds(call) : told;
    });
    const { outTradeNo } = coffee();
    return { till, outcome: await till.run(till.payments.queryOrder({ outTradeNo, payPlatform: platform })) };
  };

  test('is what its refunds add up to', async () => {
    const { till, outcome } = await asked(4, (call) => tellRefund(call, 2, { refund_fee: 500 }), 'hang');
    expect(outcome).toMatchObject({ result: 'partlyRefunded', refundedFee: 500, remainingFee: 1499 });
    expect(till.service.of('query_order_list_overview')).toEqual([]);
  });

  test('is asked for by the order’s number when the list contradicts its state (rule 14)', async () => {
    const told = overview({ total_count: 1, total_amount: 1999, order_refunded_amount: 700 });
    const { till, outcome } = await asked(4, () => noRefund, told);
    expect(outcome).toMatchObject({ result: 'partlyRefunded', refundedFee: 700, remainingFee: 1299 });
    const [call] = till.service.of('query_order_list_overview');
    expect(call?.content).toMatchObject({ out_trade_no: expect.stringMatching(/^sz010002cz/), order_type: 1 });
    const whole = overview({ total_count: 1, total_amount: 1999, order_refunded_amount: 1999 });
    expect((await asked(4, () => noRefund, whole)).outcome).toMatchObject({ result: 'refunded' });
  });

  test.each<[string, Reply]>([
    ['that is about several orders', overview({ total_count: 2, total_amount: 3998, order_refunded_amount: 700 })],
    ['that is about an order of another amount', overview({ total_count: 1, total_amount: 5, order_refunded_amount: 5 })],
    ['that exceeds the order', overview({ total_count: 1, total_amount: 1999, order_refunded_amount: 2000 })],
    ['that says nothing', overview()],
    ['that contradicts the state', overview({ total_count: 1, total_amount: 1999, order_refunded_amount: 0 })],
    ['that is a refusal', { status: 104, description: '不支持' }],
  ])('is left out after an overview %s: some went back, perhaps all', async (_, told) => {
    const { outcome } = await asked(4, () => noRefund, told);
    expect(outcome).toMatchObject({ result: 'partlyRefunded' });
    expect(outcome).not.toHaveProperty('refundedFee');
    expect(outcome).not.toHaveProperty('remainingFee');
  });

  test('is asked for when the list lacks a refund that the journal knows of', async () => {
    let isLate = false;
    const told = overview({ total_count: 1, total_amount: 1999, order_refunded_amount: 100 });
    const till = scriptedTill((call) => {
      if (call.endpoint === 'query_order') return tell(call, 2);
      if (call.endpoint === 'query_order_list_overview') return told;
      const tellAlipay = () => tellRefund(call, 2, {}, { pay_platform: 2 });
      if (call.endpoint === 'refund') return tellAlipay();
      return isLate || till.service.of('refund').length === 0 ? noRefund : tellAlipay();
    });
    const { outTradeNo } = coffee();
    const request = { outTradeNo, refundFee: 100, payPlatform: 2 } as const;
    expect(await till.run((await till.run(till.payments.refund(request))).result())).toMatchObject({ result: 'succeeded' });
    isLate = true;
    expect(await till.run(till.payments.queryOrder({ outTradeNo, payPlatform: 2 }))).toMatchObject({
      result: 'partlyRefunded',
      refundedFee: 100,
    });
  });

  test('is asked from the sandbox too', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, 10);
    await paidOrder(till, 10);
    await (await till.payments.refund({ outTradeNo, refundFee: 3 })).result();
    const period = { startTime: new Date(Date.now() - 3_600_000), endTime: new Date(Date.now() + 3_600_000) };
    expect(await till.payments.orderOverview({ ...period, outTradeNo, orderType: 1 })).toMatchObject([
      { totalCount: 1, totalAmount: 10, orderRefundedAmount: 3 },
    ]);
  });
});

test('a refund number that another till used for another amount is refused or failed, whether or not the response is lost', async () => {
  for (const isLost of [false, true]) {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, 1_000);
    const outRefundNo = newNumber();
    await (await till.payments.refund({ outTradeNo, outRefundNo, refundFee: 100 })).result();
    if (isLost) till.sandbox.injectFault({ endpoint: 'refund', fault: 'drop_after', times: 1 });
    const other = await till.another().refund({ outTradeNo, outRefundNo, refundFee: 300 });
    expect(await other.result()).toMatchObject({ result: 'failed' });
    expect(till.sandbox.state().refunds).toMatchObject([{ outRefundNo, refundFee: 100 }]);
  }
});

test('a refund whose amount the service leaves out takes what the journal says', async () => {
  const till = scriptedTill((call) => {
    if (call.endpoint === 'query_order') return tell(call, 2);
    if (call.endpoint === 'query_refund_order' && till.service.of('refund').length === 0) return noRefund;
    return tellRefund(call, 4, { refund_fee: undefined });
  });
  const { outTradeNo } = coffee();
  const first = await till.run(till.payments.refund({ outTradeNo, refundFee: 1500 }, { timeout: 5_000 }));
  const { outRefundNo } = first;
  expect(await till.run(first.result())).toMatchObject({ result: 'unknown' });
  till.service.script = (call) =>
    call.endpoint === 'query_order'
      ? tell(call, 2)
      : tellRefund(call, 4, { refund_fee: undefined, out_refund_no: outRefundNo });
  expect(await rejectionOf(till.run(till.payments.refund({ outTradeNo, refundFee: 500 })))).toMatchObject({
    field: 'refundFee',
    message: expect.stringContaining('499 fen'),
  });
});

describe('a refund for which the rest of the order cannot be queried', () => {
  test('is refused when its time is over', async () => {
    const till = scriptedTill(() => 'hang');
    const refused = till.payments.refund({ outTradeNo: coffee().outTradeNo, refundFee: 100 }, { timeout: 2_000 });
    expect(await rejectionOf(till.run(refused))).toMatchObject({ code: 'REFUSED_LOCALLY', outcome: 'failed' });
    expect(till.time.elapsed).toBeLessThanOrEqual(2_000);
  });

  test('because its caller ends it, was not sent for certain', async () => {
    const till = scriptedTill(() => 'hang');
    const controller = new AbortController();
    till.time.after(100, () => controller.abort());
    const { outTradeNo } = coffee();
    const refused = till.payments.refund({ outTradeNo, refundFee: 100 }, { signal: controller.signal });
    expect(await rejectionOf(till.run(refused))).toMatchObject({ code: 'ABORTED', outcome: 'failed' });
  });
});

test('a refund is over when its time is, with the questions before it', async () => {
  const till = scriptedTill(
    (call) => {
      if (call.endpoint === 'refund') return tellRefund(call, 4);
      if (call.endpoint === 'query_order') return tell(call, 2);
      return till.service.of('refund').length > 0 ? tellRefund(call, 4) : noRefund;
    },
    { latency: 1_000 },
  );
  const request = { outTradeNo: coffee().outTradeNo, refundFee: 100 };
  const refund = await till.run(till.payments.refund(request, { timeout: 10_000 }));
  expect(await till.run(refund.result())).toMatchObject({ result: 'unknown', refund: { state: 4 } });
  expect(till.time.elapsed).toBeLessThanOrEqual(10_000);
});

describe('asking for refunds', () => {
  test('all of an order, in each state, none being an empty list', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, 10);
    expect(await till.payments.queryRefunds({ outTradeNo })).toEqual([]);
    await (await till.payments.refund({ outTradeNo, refundFee: 1 })).result();
    await (await till.payments.refund({ outTradeNo, refundFee: 2, refundReason: 'fail' })).result();
    const refunds = await till.payments.queryRefunds({ outTradeNo });
    const told = refunds.map(({ result, refund }) => [result, refund?.refundFee]).sort();
    expect(told).toEqual([
      ['failed', 2],
      ['succeeded', 1],
    ]);
  });

  test('one, and one that does not exist', async () => {
    await using till = await openTill();
    const outTradeNo = await paidOrder(till, 10);
    const refund = await till.payments.refund({ outTradeNo, refundFee: 1 });
    await refund.result();
    const { outRefundNo } = refund;
    expect(await till.payments.queryRefund({ outTradeNo, outRefundNo })).toMatchObject({
      result: 'succeeded',
      refund: { outRefundNo },
    });
    const none = await till.payments.queryRefund({ outTradeNo, outRefundNo: newNumber() });
    expect(none).toMatchObject({ result: 'notFound' });
  });

  test('a response about another refund of the order does not say that there is no such refund', async () => {
    const till = scriptedTill((call) => tellRefund(call, 3, { out_refund_no: 'sz010002czother' }));
    const asked = till.payments.queryRefund({ outTradeNo: coffee().outTradeNo, outRefundNo: newNumber() });
    expect(await till.run(asked)).toMatchObject({ result: 'unknown', error: { code: 'UNVERIFIED_RESPONSE' } });
  });

  test('that cannot be queried is unknown for one, and thrown for all', async () => {
    const till = scriptedTill(() => 'hang');
    const { outTradeNo } = coffee();
    const one = await till.run(till.payments.queryRefund({ outTradeNo, outRefundNo: newNumber() }));
    expect(one).toMatchObject({ result: 'unknown', error: { code: 'TIMEOUT' } });
    expect(await rejectionOf(till.run(till.payments.queryRefunds({ outTradeNo })))).toMatchObject({ code: 'TIMEOUT' });
  });
});
