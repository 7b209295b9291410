// What settles what, as a whole payment lives it, in simulated time.
import { sealResponse, sealWithLogId } from '@cloudpay/test-kit';
import { describe, expect, test } from 'vitest';
import type { Payment, PaymentProgress } from '../../src/index.ts';
import { coffee, newNumber } from '../helpers/merchant.ts';
import { noSuchOrder, type Reply, type Script, type ScriptedCall, scriptedTill, tell } from '../helpers/scripted.ts';

const baseUrls = ['https://a.example', 'https://b.example', 'https://c.example'];
const balanceTooLow = { status: 104, description: '余额不足', internal_status: 1 };
const conflict = { status: 104, description: '重入冲突', internal_status: 407 };
const bare = (internal_status = 7) =>
  JSON.stringify({ response_content: JSON.stringify({ status: 101, description: 'no', internal_status }) });

/** A payment at three hosts, by a script for its requests and one for the questions. */
async function pay(send: (call: ScriptedCall) => Reply, ask: (call: ScriptedCall) => Reply, timeout?: number) {
  const till = scriptedTill((call) => (call.endpoint === 'micro_pay' ? send(call) : ask(call)), { baseUrls });
  const payment = await till.run(till.payments.microPay(coffee(), { timeout }));
  const outcome = await till.run(payment.result());
  const { elapsed } = till.time;
  return { till, payment, outcome, elapsed, sends: till.service.of('micro_pay'), queries: till.service.of('query_order') };
}

async function stepsOf(payment: Payment): Promise<PaymentProgress[]> {
  const steps: PaymentProgress[] = [];
  for await (const step of payment) steps.push(step);
  return steps;
}

describe('a refusal', () => {
  test('by 104 is the failure within four seconds, after two hosts know no such order', async () => {
    const { outcome, elapsed, sends, queries, payment } = await pay(
      () => balanceTooLow,
      () => noSuchOrder,
    );
    expect(outcome).toMatchObject({ result: 'failed', error: { status: 104, internalStatus: 1, outcome: 'failed' } });
    expect(elapsed).toBeLessThan(4_000);
    expect(sends).toHaveLength(1);
    expect(new Set(queries.map(({ host }) => host)).size).toBe(2);
    // What the service said is shown at once, and not as a failure.
    const [, second] = await stepsOf(payment);
    expect(second).toMatchObject({ type: 'uncertain', error: { status: 104, outcome: 'unknown' } });
  });

  test('is confirmed by the host that answers, where only one does', async () => {
    const { outcome, queries } = await pay(
      () => balanceTooLow,
      ({ host }) => (host === baseUrls[0] ? noSuchOrder : 'NOT_CONNECTED'),
    );
    expect(outcome).toMatchObject({ result: 'failed' });
    expect(queries.filter(({ host }) => host === baseUrls[0])).toHaveLength(2);
  });

  test('that a replica contradicts is no failure', async () => {
    const { outcome } = await pay(
      (call) => (call.count === 1 ? balanceTooLow : tell(call, 2)),
      (call) => (call.host === baseUrls[0] ? noSuchOrder : tell(call, 2)),
    );
    expect(outcome).toMatchObject({ result: 'paid' });
  });

  test('that was captured from another payment says nothing of this one', async () => {
    let captured = '';
    const till = scriptedTill((call) => {
      if (call.endpoint === 'query_order') return noSuchOrder;
      if (call.count === 1) {
        captured = sealWithLogId(balanceTooLow);
        return captured;
      }
      return call.count === 2 ? captured : tell(call, 2);
    });
    expect(await till.run((await till.run(till.payments.microPay(coffee()))).result())).toMatchObject({ result: 'failed' });
    const second = await till.run((await till.run(till.payments.microPay(coffee()))).result());
    expect(second).toMatchObject({ result: 'paid' });
    expect(till.service.of('micro_pay')).toHaveLength(3);
  });

  test('by 102 is a failure only after the minute, and names the number as used', async () => {
    const { outcome, elapsed, sends } = await pay(
      () => ({ status: 102, description: 'used' }),
      () => noSuchOrder,
    );
    expect(outcome).toMatchObject({ result: 'failed', error: { status: 102 } });
    expect(elapsed).toBeGreaterThan(60_000);
    expect(sends).toHaveLength(1);
  });

  test('that comes as the caller leaves is no request that never left', async () => {
    const controller = new AbortController();
    const script: Script = (call) => {
      if (call.endpoint === 'micro_pay') {
        queueMicrotask(() => controller.abort());
        return 'hang';
      }
      return noSuchOrder;
    };
    const till = scriptedTill(script);
    const payment = await till.run(till.payments.microPay(coffee(), { signal: controller.signal }));
    expect(await till.run(payment.result())).toMatchObject({ result: 'unknown', error: { code: 'ABORTED' } });
  });
});

describe('a refusal without a code', () => {
  test('after the charge is no failure: the questions find the order', async () => {
    const { outcome, sends, payment } = await pay(
      (call) => (call.count === 1 ? bare(0) : tell(call, 2)),
      (call) => tell(call, 2),
    );
    expect(outcome).toMatchObject({ result: 'paid' });
    expect(sends).toHaveLength(2);
    expect(await stepsOf(payment)).toContainEqual(expect.objectContaining({ type: 'uncertain' }));
  });

  test('by every host ends the wait as unknown, at once when the key was never right', async () => {
    const { outcome, elapsed, sends, queries } = await pay(
      () => bare(),
      () => bare(),
    );
    expect(outcome).toMatchObject({ result: 'unknown', error: { status: 101, internalStatus: 7, outcome: 'unknown' } });
    expect(elapsed).toBeLessThan(1_000);
    expect([sends.length, queries.length]).toEqual([1, baseUrls.length]);
  });

  test('by every host ends it within six seconds when the key was right before', async () => {
    let isWrong = false;
    const till = scriptedTill(
      (call) => {
        if (!isWrong) return tell(call, 2);
        return call.endpoint === 'query_order' && call.host === baseUrls[2] ? 'CONNECTION_LOST' : bare();
      },
      { baseUrls },
    );
    await till.run((await till.run(till.payments.microPay(coffee()))).result());
    isWrong = true;
    const start = till.time.elapsed;
    const outcome = await till.run((await till.run(till.payments.microPay(coffee()))).result());
    expect(outcome).toMatchObject({ result: 'unknown', error: { status: 101 } });
    expect(till.time.elapsed - start).toBeGreaterThan(2_000);
    expect(till.time.elapsed - start).toBeLessThan(6_000);
  });

  test('for another reason at one host proves nothing about the key', async () => {
    const { elapsed } = await pay(
      () => bare(),
      ({ host }) => bare(host === baseUrls[1] ? 8 : 7),
      20_000,
    );
    expect(elapsed).toBeGreaterThan(15_000);
  });
});

describe('a paid order whose response is lost', () => {
  test.each<[string, Reply]>([
    ['breaks off', 'CONNECTION_LOST'],
    ['hangs', 'hang'],
    ['is not Cloud Pay’s', '<html>'],
  ])('because it %s is told within five seconds', async (_, reply) => {
    const { outcome, elapsed } = await pay(
      (call) => (call.count === 1 ? reply : tell(call, 2)),
      (call) => tell(call, 2),
    );
    expect(outcome).toMatchObject({ result: 'paid' });
    expect(elapsed).toBeLessThan(5_000);
  });

  test('that hangs is asked about after three seconds, and not sent again before it has ended', async () => {
    const { outcome, sends, queries } = await pay(
      (call) => (call.count === 1 ? 'hang' : tell(call, 2)),
      () => noSuchOrder,
    );
    expect(outcome).toMatchObject({ result: 'paid' });
    expect(queries[0]?.at).toBe(3_000);
    expect(sends[1]?.at).toBeGreaterThanOrEqual(5_000);
  });
});

describe('a number that another order has', () => {
  test('is a conflict after 407 twice, differently', async () => {
    const { outcome, sends } = await pay(
      () => conflict,
      (call) => tell(call, 2),
    );
    expect(outcome).toMatchObject({ result: 'reentryConflict', error: { internalStatus: 407 } });
    expect(sends).toHaveLength(2);
  });

  test('is none after a single 407 that the identical request contradicts', async () => {
    const { outcome } = await pay(
      (call) => (call.count === 1 ? conflict : tell(call, 2)),
      (call) => tell(call, 2),
    );
    expect(outcome).toMatchObject({ result: 'paid' });
  });

  test.each([
    ['of the same till and amount', {}],
    ['with another payment code', { author_code: '134520273825389999' }],
  ])('%s is not paid by this customer, when the first 407 is lost', async (_, order) => {
    const { outcome } = await pay(
      (call) => (call.count === 1 ? 'CONNECTION_LOST' : conflict),
      (call) => tell(call, 2, order),
    );
    expect(outcome).toMatchObject({ result: 'reentryConflict' });
  });

  test('and is another till’s, also in the response to our own request, needs a person', async () => {
    const withClient = (call: ScriptedCall) => ({
      status: 0,
      [call.endpoint]: { ...(tell(call, 2, { author_code: '134520273825389999' })[call.endpoint] as object) },
    });
    const { outcome, sends, elapsed } = await pay(withClient, withClient);
    expect(outcome).toMatchObject({ result: 'unknown', needsPerson: true });
    expect(sends).toHaveLength(1);
    expect(elapsed).toBeLessThan(1_000);
  });
});

describe('an order that the platform does not know', () => {
  test('in the response to the only request is a failure after three seconds', async () => {
    const { outcome, elapsed } = await pay(
      (call) => tell(call, 11),
      (call) => tell(call, 11),
    );
    expect(outcome).toMatchObject({ result: 'failed' });
    expect(elapsed).toBeGreaterThan(3_000);
    expect(elapsed).toBeLessThan(4_000);
  });

  test('in the response to a question is one only after the minute, and nothing is sent again', async () => {
    const { outcome, elapsed, sends } = await pay(
      () => 'CONNECTION_LOST',
      (call) => tell(call, 11),
    );
    expect(outcome).toMatchObject({ result: 'failed' });
    expect(elapsed).toBeGreaterThan(70_000);
    expect(sends).toHaveLength(1);
  });

  test.each([
    [3_600, 'unknown'],
    [-1, 'failed'],
  ])('and was prepared for a scan, to expire in %d s, is %s', async (seconds, result) => {
    const till = scriptedTill((call) => {
      if (call.endpoint === 'scan_code_pay') return 'CONNECTION_LOST';
      return tell(call, 11, { trade_type: 2, time_expire: 1_790_000_000 + seconds });
    });
    const request = { outTradeNo: newNumber(), payPlatform: 1, totalFee: 1999, body: 'tea' };
    const payment = await till.run(till.payments.scanCodePay(request, { timeout: 120_000 }));
    expect(await till.run(payment.result())).toMatchObject({ result });
  });
});

describe('the end of a wait', () => {
  test.each([1, 400, 1_000, 2_500, 5_000, 20_000])('of %d ms is never a payment, and never late', async (timeout) => {
    for (const [send, ask] of [
      ['CONNECTION_LOST', noSuchOrder],
      ['NOT_CONNECTED', 'hang'],
      ['hang', 'hang'],
      ['hang', noSuchOrder],
      [balanceTooLow, 'hang'],
    ] as [Reply, Reply][]) {
      const { elapsed, till, sends } = await pay(
        () => send,
        () => ask,
        timeout,
      );
      expect(elapsed).toBeLessThanOrEqual(timeout);
      const last = till.service.calls.at(-1) as ScriptedCall;
      // Hosts that were never reached are tried until no time is left.
      if (send !== 'NOT_CONNECTED' && timeout > 1_000) expect(last.endpoint).toBe('query_order');
      for (const { at } of sends.slice(1)) expect(at).toBeLessThanOrEqual(timeout - Math.min(1_000, timeout / 2));
    }
  });

  test('without a decision has no error that reads as a failure', async () => {
    const { outcome } = await pay(
      () => 'CONNECTION_LOST',
      () => noSuchOrder,
      20_000,
    );
    expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'CONNECTION_LOST', outcome: 'unknown' } });
  });

  test('has the latest reason, not an outdated one', async () => {
    const { outcome } = await pay(
      (call) => (call.count === 1 ? 'CONNECTION_LOST' : tell(call, 9)),
      (call) => (call.count === 1 ? noSuchOrder : tell(call, 9)),
      9_000,
    );
    expect(outcome).toMatchObject({ result: 'unknown', order: { currentTradeState: 9 }, error: { code: 'TIMEOUT' } });
  });
});

describe('the QR code of another order', () => {
  test('captured and replayed, is not shown', async () => {
    let captured = '';
    const till = scriptedTill((call) => {
      if (call.endpoint === 'query_order') {
        const isThere = till.service.of('scan_code_pay').length > 2 || call.content.out_trade_no === first.outTradeNo;
        const code_url = `weixin://${String(call.content.out_trade_no)}`;
        return isThere ? tell(call, 6, { trade_type: 2, code_url }) : noSuchOrder;
      }
      if (call.count === 1)
        captured = sealWithLogId({ status: 0, scan_code_pay: { code_url: `weixin://${first.outTradeNo}` } });
      return call.count <= 2 ? captured : { status: 0, scan_code_pay: { code_url: `weixin://${second.outTradeNo}` } };
    });
    const tea = () => ({ outTradeNo: newNumber(), payPlatform: 1, totalFee: 1999, body: 'tea' });
    const first = tea();
    const second = tea();
    const shown = async (request: typeof first) => till.run((await till.run(till.payments.scanCodePay(request))).codeUrl());
    expect(await shown(first)).toBe(`weixin://${first.outTradeNo}`);
    expect(await shown(second)).toBe(`weixin://${second.outTradeNo}`);
    await till.payments.close();
  });

  test('is shown once the order has it, or a second response brings the same', async () => {
    const till = scriptedTill((call) =>
      call.endpoint === 'scan_code_pay'
        ? { status: 0, scan_code_pay: { code_url: 'weixin://1' } }
        : tell(call, 6, { trade_type: 2 }),
    );
    const request = { outTradeNo: newNumber(), payPlatform: 1, totalFee: 1999, body: 'tea' };
    const payment = await till.run(till.payments.scanCodePay(request, { timeout: 60_000 }));
    expect(await till.run(payment.codeUrl())).toBe('weixin://1');
    expect(till.service.of('scan_code_pay')).toHaveLength(2);
    // Answers that leave the code out change nothing.
    expect(await till.run(payment.result())).toMatchObject({ result: 'awaitingPayment', codeUrl: 'weixin://1' });
    expect(till.service.of('scan_code_pay')).toHaveLength(2);
  });
});

describe('a field that decides nothing (rule 18)', () => {
  const answer = (logId: string, order: Record<string, unknown>) => (call: ScriptedCall) => {
    const content = JSON.stringify({ ...tell(call, 2, order), log_id: 0 });
    return sealResponse(content.replace('"log_id":0', `"log_id":${logId}`));
  };

  test.each(['4294967296', '18446744073709551615', '-1', '"4049520517"', 'null', '1.5', '""', '"abc"', '{}'])(
    'keeps no payment back: a log id of %s',
    async (logId) => {
      const { outcome, sends } = await pay(answer(logId, {}), () => 'hang');
      expect(outcome).toMatchObject({ result: 'paid' });
      expect(sends).toHaveLength(1);
    },
  );

  test.each([
    ['a time', { time_end: '2026-01-01' }],
    ['coupons', { coupon_infos: { coupon_id: 1 } }],
    ['a description', { body: ['x'] }],
    ['a payment code', { author_code: 134520273825380000 }],
    ['a flag', { is_transforming: 'no' }],
  ])('keeps no payment back: %s of another type', async (_, order) => {
    const { outcome } = await pay(answer('1', order), () => 'hang');
    expect(outcome).toMatchObject({ result: 'paid' });
  });

  test('is kept as it came if it is a log id', async () => {
    const refusal = sealResponse('{"status":104,"description":"no","log_id":18446744073709551615,"internal_status":1}');
    const { payment } = await pay(
      () => refusal,
      () => noSuchOrder,
    );
    const [, second] = await stepsOf(payment);
    expect(second).toMatchObject({ error: { logId: '18446744073709551615' } });
  });

  test.each([
    ['amount', { total_fee: '1999' }],
    ['state', { wxpay_order_content_ext: { current_trade_state: '2' } }],
  ])('is not one: an order whose %s is of another type decides nothing', async (_, order) => {
    const { outcome } = await pay(
      (call) => {
        const payload = tell(call, 2).micro_pay as { order_content: object };
        return { status: 0, micro_pay: { ...payload, order_content: { ...payload.order_content, ...order } } };
      },
      (call) => tell(call, 5),
    );
    expect(outcome).toMatchObject({ result: 'failed', order: { currentTradeState: 5 } });
  });
});

test('a request is not sent again by a machine that slept past the 45 seconds', async () => {
  const till = scriptedTill((call) => {
    if (call.endpoint === 'micro_pay') return 'CONNECTION_LOST';
    // The wall clock runs ahead while the monotonic one stands still.
    if (call.count === 2) till.clock.offset = 60_000;
    return noSuchOrder;
  });
  await till.run((await till.run(till.payments.microPay(coffee()))).result());
  expect(till.service.of('micro_pay')).toHaveLength(2);
});
