// Answers that are authentic, or were, and are not the response to this payment. None may make it paid.
import { createNodeTransport, type Transport } from '@cloudpay/core';
import { sealWithLogId as seal } from '@cloudpay/test-kit';
import { describe, expect, test } from 'vitest';
import { coffee } from '../helpers/merchant.ts';
import { openTill } from '../helpers/sandbox-till.ts';
import { type Reply, type ScriptedCall, scriptedTill, tell } from '../helpers/scripted.ts';

/** A payment whose own response is given; the service itself says that its customer stopped. */
async function payAnswered(
  response: (call: ScriptedCall) => Reply,
  query: (call: ScriptedCall) => Reply = (call) => tell(call, 5),
  request = coffee(),
) {
  const till = scriptedTill((call) => (call.endpoint === 'micro_pay' ? response(call) : query(call)), { deviceId: 'lone' });
  const outcome = await till.run((await till.run(till.payments.microPay(request))).result());
  return { outcome, queries: till.service.of('query_order').length, sends: till.service.of('micro_pay').length };
}

const settledByQuery = { outcome: { result: 'failed', order: { currentTradeState: 5 } }, queries: 1, sends: 1 };

describe('the response to a payment', () => {
  test('decides when it is right', async () => {
    // Rule 7: text that other systems may rewrite does not.
    expect(await payAnswered((call) => tell(call, 2, { body: '茶' }))).toMatchObject({ outcome: { result: 'paid' } });
    expect(await payAnswered((call) => tell(call, 2))).toMatchObject({ outcome: { result: 'paid' }, queries: 0 });
  });

  test.each<[string, (call: ScriptedCall) => Reply]>([
    ['about another order', (call) => tell(call, 2, { out_trade_no: 'sz010002cz9' })],
    ['about no order', (call) => tell(call, 2, { out_trade_no: undefined })],
    ['about another amount', (call) => tell(call, 2, { total_fee: 1 })],
    [
      'about another merchant',
      (call) => ({ status: 0, micro_pay: { ...(tell(call, 2).micro_pay as object), pay_mch_key: { out_sub_mch_id: 'x' } } }),
    ],
    ['that is a query’s', (call) => ({ status: 0, query_order: tell(call, 2).micro_pay })],
    ['that is a refund’s', () => ({ status: 0, refund: {} })],
    ['without a payload', () => ({ status: 0 })],
    ['without a code', (call) => JSON.stringify({ ...JSON.parse(seal(tell(call, 2))), authen_info: undefined })],
    ['with an empty code', (call) => JSON.stringify({ ...JSON.parse(seal(tell(call, 2))), authen_info: {} })],
    ['with a code of MD5', (call) => withInfo(call, { a: { authen_type: 2, authen_code: '0'.repeat(32) } })],
    ['with a signature', (call) => withInfo(call, { s: { sign_type: 1, sign: 'AAAA' } })],
    ['that is a web page', () => '<html>paid</html>'],
    ['that is empty', () => ''],
  ])('%s decides nothing; the question after it does', async (_, response) => {
    expect(await payAnswered(response)).toMatchObject(settledByQuery);
  });

  test.each([102, 103, 104])('status %d without a code decides nothing either', async (status) => {
    const bare = JSON.stringify({ response_content: JSON.stringify({ status, description: 'no', internal_status: 1 }) });
    expect(await payAnswered(() => bare)).toMatchObject(settledByQuery);
  });
});

const withInfo = (call: ScriptedCall, authen_info: object) =>
  JSON.stringify({ ...JSON.parse(seal(tell(call, 2))), authen_info });

describe('the response to a question', () => {
  const lost = () => 'CONNECTION_LOST' as const;

  test('about another order is asked for again', async () => {
    const query = (call: ScriptedCall) =>
      tell(call, call.count === 1 ? 2 : 5, call.count === 1 ? { out_trade_no: 'sz010002cz9' } : {});
    expect(await payAnswered(lost, query)).toMatchObject({ outcome: { result: 'failed' }, queries: 2 });
  });

  test('from another amount is another order, never paid, and never to be cancelled', async () => {
    const query = (call: ScriptedCall) => tell(call, 2, { total_fee: 1 });
    expect(await payAnswered(lost, query)).toMatchObject({
      outcome: { result: 'reentryConflict', error: { code: 'NUMBER_REUSED', outcome: 'failed' } },
      queries: 1,
    });
  });

  test('with another platform is another order', async () => {
    const query = (call: ScriptedCall) => {
      const payload = tell(call, 2).query_order as object;
      return { status: 0, query_order: { ...payload, pay_mch_key: { pay_platform: 2 } } };
    };
    expect(await payAnswered(lost, query)).toMatchObject({ outcome: { result: 'reentryConflict' } });
  });

  test('that is paid, and may be another request’s, is followed by the identical request (rule 8)', async () => {
    const answered = (call: ScriptedCall) => (call.count === 1 ? 'CONNECTION_LOST' : tell(call, 2));
    const query = (call: ScriptedCall) => tell(call, 2, { body: '茶' });
    expect(await payAnswered(answered, query)).toMatchObject({ outcome: { result: 'paid' }, queries: 1, sends: 2 });
  });

  test('that is paid and carries our payment code is ours', async () => {
    const request = coffee();
    const query = (call: ScriptedCall) => tell(call, 2, { author_code: request.authorCode });
    expect(await payAnswered(lost, query, request)).toMatchObject({ outcome: { result: 'paid' }, queries: 1, sends: 1 });
  });

  test.each([
    ['masked', '1345************00'],
    ['a number, which may have lost digits', 134520273825380000],
  ])('that is paid and carries a payment code that is %s is not tied by it', async (_, author_code) => {
    const request = coffee('134520273825380000');
    const query = (call: ScriptedCall) => tell(call, 2, { author_code });
    const answered = (call: ScriptedCall) => (call.count === 1 ? 'CONNECTION_LOST' : tell(call, 2));
    expect(await payAnswered(answered, query, request)).toMatchObject({ outcome: { result: 'paid' }, sends: 2 });
  });

  test('that is paid is not reported as paid while nothing ties it to our request', async () => {
    expect(await payAnswered(lost, (call) => tell(call, 2))).toMatchObject({ outcome: { result: 'unknown', order: {} } });
  });

  test('without an amount decides nothing', async () => {
    const query = (call: ScriptedCall) => tell(call, 2, call.count < 3 ? { total_fee: undefined } : {});
    const answered = (call: ScriptedCall) => (call.count === 1 ? 'CONNECTION_LOST' : tell(call, 2));
    expect(await payAnswered(answered, query)).toMatchObject({ outcome: { result: 'paid' }, queries: 3 });
  });

  test.each([
    ['device', { device_id: 'other' }],
    ['till', { machine_no: 'till-2' }],
  ])('from another %s is for a person to look at (rule 6)', async (_, client) => {
    const query = (call: ScriptedCall) => {
      const payload = tell(call, 2).query_order as object;
      return { status: 0, query_order: { ...payload, order_client: client } };
    };
    expect(await payAnswered(lost, query)).toMatchObject({ outcome: { result: 'unknown', needsPerson: true } });
  });

  test.each([
    ['in another case', { device_id: 'LONE' }],
    ['padded', { device_id: ' ｌｏｎｅ ' }],
    ['as nothing', { device_id: '', machine_no: 0 }],
    ['as a number that has lost digits', { machine_no: 1.5e20 }],
  ])('from the same till, told %s, is ours', async (_, client) => {
    const query = (call: ScriptedCall) => {
      const payload = tell(call, 2).query_order as object;
      return { status: 0, query_order: { ...payload, order_client: client } };
    };
    const answered = (call: ScriptedCall) => (call.count === 1 ? 'CONNECTION_LOST' : tell(call, 2));
    expect(await payAnswered(answered, query)).toMatchObject({ outcome: { result: 'paid' }, sends: 2 });
  });

  test('that there is no such order, without a code, is not believed', async () => {
    const text = JSON.stringify({ status: 104, description: '订单不存在', internal_status: 400 });
    const bare = JSON.stringify({ response_content: text });
    const query = (call: ScriptedCall) => (call.count < 5 ? bare : tell(call, 2));
    const answered = (call: ScriptedCall) => (call.count === 1 ? 'CONNECTION_LOST' : tell(call, 2));
    expect(await payAnswered(answered, query)).toMatchObject({ outcome: { result: 'paid' }, sends: 2, queries: 5 });
  });
});

describe('a captured success of the sandbox', () => {
  /** The answers as they crossed the wire. */
  async function capture(): Promise<{ body: string; request: ReturnType<typeof coffee> }> {
    const answers: string[] = [];
    const http = createNodeTransport();
    const transport: Transport = {
      async post(request) {
        const response = await http.post(request);
        answers.push(response);
        return response;
      },
      close: () => http.close(),
    };
    await using till = await openTill({ transport });
    const request = coffee();
    await (await till.payments.microPay(request)).result();
    return { body: answers[0] as string, request };
  }

  const partsOf = (body: string) => {
    try {
      const { response_content: content, authen_info: info } = JSON.parse(body);
      return JSON.stringify([content, info.a.authen_type, info.a.authen_code.toUpperCase()]);
    } catch {
      return undefined;
    }
  };

  test('replayed for its own order is what it was', async () => {
    const { body, request } = await capture();
    expect(await payAnswered(() => body, undefined, request)).toMatchObject({ outcome: { result: 'paid' } });
  });

  test('replayed for another order decides nothing', async () => {
    const { body } = await capture();
    expect(await payAnswered(() => body)).toMatchObject(settledByQuery);
  });

  test('with any one byte changed decides nothing', async () => {
    const { body, request } = await capture();
    const original = partsOf(body);
    let changed = 0;
    for (const flip of [0x01, 0x20]) {
      for (let at = 0; at < body.length; at += 1) {
        const bytes = Buffer.from(body);
        bytes[at] = (bytes[at] as number) ^ flip;
        const tampered = bytes.toString();
        // The case of the code’s digits, and white space around values, mean nothing.
        if (partsOf(tampered) === original) continue;
        changed += 1;
        const { outcome } = await payAnswered(() => tampered, undefined, request);
        if (outcome.result === 'paid') throw new Error(`paid with byte ${at} changed: ${tampered}`);
      }
    }
    expect(changed).toBeGreaterThan(1.8 * body.length);
  });

  test('cut short anywhere decides nothing', async () => {
    const { body, request } = await capture();
    for (let length = 0; length < body.length; length += 7) {
      expect(await payAnswered(() => body.slice(0, length), undefined, request)).toMatchObject(settledByQuery);
    }
  });
});
