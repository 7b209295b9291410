import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { MicroPayAnswer, MicroPayRequest, PayPlatform, QueryOrderAnswer, QueryOrderRequest } from '@cloudpay/proto';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Configuration, type ConfigurationInput, createConfiguration } from '../../src/models/configuration.ts';
import { ArgumentError, CloudPayError, type ErrorCode } from '../../src/models/errors.ts';
import { importPublicKey } from '../../src/signing/keys.ts';
import { verifySignature } from '../../src/signing/signature.ts';
import { CloudPayClient } from '../../src/transport/client.ts';
import type { Endpoint } from '../../src/transport/endpoint.ts';
import type { CallEvent } from '../../src/transport/events.ts';
import type { HttpRequest, Transport } from '../../src/transport/http.ts';
import type { ClientPorts } from '../../src/transport/keyless-client.ts';
import { authenKey, bareAnswer, merchant, sealAnswer } from '../helpers/merchant.ts';
import { rsaKeys, secretLines } from '../helpers/rsa-keys.ts';
import { refusedUrl, serveBytes, serveHttp } from '../helpers/servers.ts';
import { SimulatedClock } from '../helpers/simulated-clock.ts';
import { rejectionOf } from '../helpers/thrown.ts';

const queryOrder: Endpoint<QueryOrderRequest, QueryOrderAnswer> = {
  path: 'query_order',
  answerKey: 'query_order',
  request: QueryOrderRequest,
  answer: QueryOrderAnswer,
};
const microPay: Endpoint<MicroPayRequest, MicroPayAnswer> = {
  path: 'micro_pay',
  answerKey: 'micro_pay',
  request: MicroPayRequest,
  answer: MicroPayAnswer,
};

const { outMchId, outSubMchId, outShopId, deviceId } = merchant;
const authorCode = '134520273825387649';
const query = { payMchKey: { outMchId, outSubMchId, outShopId }, outTradeNo: 'sz010002cz11566803216' };
const payment = {
  payMchKey: { payPlatform: PayPlatform.WechatPay, outMchId, outSubMchId, outShopId },
  payContent: { outTradeNo: 'sz010002cz11566803216', authorCode, totalFee: 1, feeType: 'CNY', body: '生活用品套餐' },
  orderClient: { deviceId, terminalType: 3, machineNo: '824', sdkVersion: '1.0.0', spbillCreateIp: '10.0.0.8' },
};
const paid = {
  status: 0,
  description: '操作成功。',
  log_id: 4_049_520_517,
  internal_status: 0,
  query_order: {
    order_content: { out_trade_no: 'sz010002cz11566803216', total_fee: 1 },
    nonce_str: 'beM31vIaC1rgyDIX43fJxjhs',
  },
};

/** Answers requests; `text` for each, or what a function makes of one. */
class FakeTransport implements Transport {
  readonly requests: HttpRequest[] = [];
  closed = false;
  readonly answer: (request: HttpRequest) => string | Promise<string>;

  constructor(answer: string | ((request: HttpRequest) => string | Promise<string>)) {
    this.answer = typeof answer === 'string' ? () => answer : answer;
  }

  async post(request: HttpRequest): Promise<string> {
    this.requests.push(request);
    return this.answer(request);
  }

  close(): void {
    this.closed = true;
  }
}

interface Setup extends ClientPorts {
  readonly answer?: ConstructorParameters<typeof FakeTransport>[0];
  readonly configuration?: Partial<ConfigurationInput>;
}

function setUp({ answer = sealAnswer(paid), configuration = {}, ...ports }: Setup = {}) {
  const transport = new FakeTransport(answer);
  const clock = new SimulatedClock();
  const events: CallEvent[] = [];
  const onEvent = (event: CallEvent) => void events.push(event);
  const checked: Configuration = createConfiguration({ ...merchant, ...configuration });
  const client = new CloudPayClient(checked, { transport, clock, onEvent, ...ports });
  onTestFinished(() => client.close());
  return { client, transport, clock, events, configuration: checked };
}

/** A transport failure, as the HTTP transport tells it. */
const failure = (code: ErrorCode) => () => {
  throw new CloudPayError('x', { code, outcome: code === 'NOT_CONNECTED' ? 'failed' : 'unknown' });
};

/** What a request says. */
function openRequest({ body }: HttpRequest) {
  const { request_content, authen_info } = JSON.parse(body);
  return { text: request_content as string, content: JSON.parse(request_content), authenInfo: authen_info };
}

describe('a call', () => {
  test('sends the content in snake_case, authenticated, to the host, and returns the payload in camelCase', async () => {
    const { client, transport } = setUp();
    const { answer, logId } = await client.call(queryOrder, query);
    expect(answer).toEqual({
      orderContent: { outTradeNo: query.outTradeNo, totalFee: 1 },
      nonceStr: 'beM31vIaC1rgyDIX43fJxjhs',
    });
    expect(logId).toBe(4_049_520_517);

    const [request, ...more] = transport.requests as [HttpRequest];
    expect(more).toEqual([]);
    expect(request).toMatchObject({ url: 'https://pay.qcloud.com/cpay/query_order', timeout: 5_000 });
    const { text, content, authenInfo } = openRequest(request);
    expect(content).toEqual({
      pay_mch_key: { out_mch_id: outMchId, out_sub_mch_id: outSubMchId, out_shop_id: outShopId },
      out_trade_no: query.outTradeNo,
      nonce_str: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const code = createHmac('sha256', authenKey).update(text).digest('hex').toUpperCase();
    expect(authenInfo).toEqual({ a: { authen_type: 1, authen_code: code } });
  });

  test('is signed where the caller says so', async () => {
    const { client, transport, configuration } = setUp({ configuration: { privateKey: rsaKeys.pkcs8 } });
    await client.call(queryOrder, query, { credential: { privateKey: configuration.privateKey as never } });
    const { text, authenInfo } = openRequest(transport.requests[0] as HttpRequest);
    expect(Object.keys(authenInfo)).toEqual(['s']);
    expect(verifySignature(importPublicKey(rsaKeys.spki), text, authenInfo.s.sign)).toBe(true);
  });

  test('has a nonce of its own each time', async () => {
    const { client, transport } = setUp();
    for (let call = 0; call < 20; call++) await client.call(queryOrder, query);
    const nonces = transport.requests.map((request) => openRequest(request).content.nonce_str);
    expect(new Set(nonces).size).toBe(20);
  });

  test("does not let a caller's nonce stand in", async () => {
    const { client, transport } = setUp();
    await client.call(queryOrder, { ...query, nonceStr: 'always the same' } as typeof query);
    expect(openRequest(transport.requests[0] as HttpRequest).content.nonce_str).not.toBe('always the same');
  });

  test('leaves its content as it was', async () => {
    const { client } = setUp();
    const content = structuredClone(query);
    await client.call(queryOrder, Object.freeze(content));
    expect(content).toEqual(query);
  });

  test("has its own time limit and the caller's signal", async () => {
    const controller = new AbortController();
    const { client, transport } = setUp({ configuration: { timeout: 3_000 } });
    await client.call(queryOrder, query, { signal: controller.signal });
    await client.call(queryOrder, query, { timeout: 1_000 });
    const [first, second] = transport.requests as [HttpRequest, HttpRequest];
    expect([first.timeout, second.timeout]).toEqual([3_000, 1_000]);
    controller.abort();
    expect([first.signal?.aborted, second.signal?.aborted]).toEqual([true, false]);
  });

  test.each([
    ['no payload', { status: 0 }],
    ['a payload that is null', { status: 0, query_order: null }],
    ['a payload of another endpoint', { status: 0, micro_pay: {} }],
  ])('that succeeds with %s is answered by another call', async (_, content) => {
    const { client } = setUp({ answer: sealAnswer(content) });
    const error = await rejectionOf(client.call(queryOrder, query));
    expect(error).toMatchObject({ code: 'UNVERIFIED_ANSWER', outcome: 'unknown', endpoint: 'query_order' });
    expect(await client.call({ ...queryOrder, mayLackPayload: true }, query)).toEqual({ answer: {}, lacksPayload: true });
  });

  test('that succeeds with a payload of the wrong type is not understood', async () => {
    const { client } = setUp({ answer: sealAnswer({ status: 0, log_id: 5, query_order: { order_content: [] } }) });
    const error = await rejectionOf(client.call(queryOrder, query));
    expect(error).toMatchObject({ code: 'UNREADABLE_ANSWER', outcome: 'unknown', logId: 5, endpoint: 'query_order' });
    expect(error.message).toContain('(log id 5)');
  });
});

describe('a content that breaks the schema', () => {
  test.each<[string, object]>([
    ['outTradeNo', { ...query, outTradeNo: 'x'.repeat(33) }],
    ['outTradeNo', { ...query, outTradeNo: 7 }],
    ['outTradeNo', { ...query, outTradeNo: undefined }],
    ['outTradeNo', { ...query, outTradeNo: '' }],
    ['payMchKey', { outTradeNo: 'a' }],
    ['payMchKey.outShopId', { ...query, payMchKey: { outMchId, outSubMchId } }],
    ['payMchKey.outMchId', { ...query, payMchKey: { ...query.payMchKey, outMchId: {} } }],
    ['tradeType', { ...query, tradeType: 'micro' }],
    ['out_trade_no', { ...query, out_trade_no: 'a' }],
  ])('is refused before anything is sent: %s', async (field, content) => {
    const { client, transport, events } = setUp();
    const error = await rejectionOf(client.call(queryOrder, content as typeof query));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', outcome: 'failed', field });
    expect(transport.requests).toEqual([]);
    expect(events).toEqual([]);
  });

  test.each([0, -1, 0.5, 2 ** 31, '1', Number.NaN])('is refused before anything is sent: an amount of %s', async (totalFee) => {
    const { client, transport } = setUp();
    const content = { ...payment, payContent: { ...payment.payContent, totalFee: totalFee as number } };
    expect(await rejectionOf(client.call(microPay, content))).toMatchObject({
      field: 'payContent.totalFee',
      outcome: 'failed',
    });
    expect(transport.requests).toEqual([]);
  });

  test('is not quoted', async () => {
    const { client } = setUp();
    const content = { ...payment, payContent: { ...payment.payContent, authorCode: authorCode.repeat(20) } };
    const error = await rejectionOf(client.call(microPay, content));
    expect(error).toMatchObject({ field: 'payContent.authorCode' });
    expect(inspect(error)).not.toContain(authorCode);
  });
});

describe('a status other than 0', () => {
  const content = { description: '余额不足', log_id: 3_000_000_001, internal_status: 9 };

  test.each([
    [101, 'SERVICE_REFUSED', 'failed'],
    [102, 'SERVICE_REFUSED', 'failed'],
    [104, 'SERVICE_REFUSED', 'failed'],
    [3, 'SERVICE_UNCERTAIN', 'unknown'],
    [103, 'SERVICE_UNCERTAIN', 'unknown'],
    [1, 'SERVICE_UNCERTAIN', 'unknown'],
    [105, 'SERVICE_UNCERTAIN', 'unknown'],
    [-1, 'SERVICE_UNCERTAIN', 'unknown'],
  ])('%i is %s: %s', async (status, code, outcome) => {
    const { client } = setUp({ answer: sealAnswer({ status, ...content }) });
    const error = await rejectionOf(client.call(queryOrder, query));
    expect(error).toMatchObject({ code, outcome, status, internalStatus: 9, logId: 3_000_000_001, endpoint: 'query_order' });
    expect(error.message).toBe(`余额不足 [${status}/9] (log id 3000000001)`);
  });

  test.each([
    [101, 'SERVICE_REFUSED', 'failed'],
    [3, 'SERVICE_UNCERTAIN', 'unknown'],
    [0, 'UNVERIFIED_ANSWER', 'unknown'],
    [102, 'UNVERIFIED_ANSWER', 'unknown'],
    [103, 'UNVERIFIED_ANSWER', 'unknown'],
    [104, 'UNVERIFIED_ANSWER', 'unknown'],
  ])('%i without a code is %s: %s', async (status, code, outcome) => {
    const { client } = setUp({ answer: bareAnswer({ ...paid, status }) });
    expect(await rejectionOf(client.call(queryOrder, query))).toMatchObject({ code, outcome });
  });

  test('says something even without a description', async () => {
    const { client } = setUp({ answer: sealAnswer({ status: 104 }) });
    expect((await rejectionOf(client.call(queryOrder, query))).message).toMatch(/^未说明原因 .* \[104\/0\]$/);
  });

  test.each([authorCode, '2821293404143998181234', '1234567890'])(
    'masks %s in its description: it may be a payment code',
    async (code) => {
      const description = `付款码${code}无效: code=${code}, 3 次, 错误 400`;
      const { client } = setUp({ answer: sealAnswer({ status: 104, description }) });
      const error = await rejectionOf(client.call(microPay, payment));
      expect(error.message).toContain('付款码…无效: code=…, 3 次, 错误 400');
      expect(inspect(error, { showHidden: true })).not.toContain(code);
    },
  );
});

test('replaying a captured success with one byte changed never yields a success', async () => {
  const captured = Buffer.from(sealAnswer(paid));
  let body = captured;
  const { client } = setUp({ answer: () => body.toString() });
  await expect(client.call(queryOrder, query)).resolves.toBeDefined();
  await fc.assert(
    fc.asyncProperty(fc.nat(captured.length - 1), fc.integer({ min: 1, max: 255 }), async (index, mask) => {
      body = Buffer.from(captured);
      body[index] = (captured[index] as number) ^ mask;
      // The code may be written in lower case.
      fc.pre(body.toString().toUpperCase() !== captured.toString().toUpperCase());
      expect(await rejectionOf(client.call(queryOrder, query))).toMatchObject({ outcome: 'unknown' });
    }),
    { numRuns: 500 },
  );
});

describe('a transport that fails', () => {
  test.each<ErrorCode>(['NOT_CONNECTED', 'CONNECTION_LOST', 'TIMEOUT', 'ABORTED'])(
    'its %s is passed on, with the endpoint',
    async (code) => {
      const { client } = setUp({ answer: failure(code) });
      const error = await rejectionOf(client.call(queryOrder, query));
      expect(error).toMatchObject({ code, outcome: code === 'NOT_CONNECTED' ? 'failed' : 'unknown', endpoint: 'query_order' });
      expect(Object.keys(error)).toContain('endpoint');
    },
  );

  test.each([new Error('x'), new TypeError('fetch failed'), 'text', undefined])(
    'without an error of the SDK (%s) leaves everything open',
    async (thrown) => {
      const { client } = setUp({
        answer: () => {
          throw thrown;
        },
      });
      const error = await rejectionOf(client.call(queryOrder, query));
      expect(error).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown', endpoint: 'query_order' });
      expect(error.cause).toBe(thrown);
    },
  );
});

describe('hosts', () => {
  const baseUrls = ['https://a.cn', 'https://b.cn', 'https://c.cn'];
  const hostOf = ({ url }: HttpRequest) => new URL(url).origin;
  /** The hosts that calls go to, of which the first few are bad. */
  async function hostsOfCalls(count: number, answer: (request: HttpRequest) => string, timeout?: number) {
    const { client, transport, clock } = setUp({ answer, configuration: { baseUrls } });
    for (let call = 0; call < count; call++) await client.call(queryOrder, query, { timeout }).catch(() => undefined);
    return { hosts: transport.requests.map(hostOf), client, transport, clock };
  }
  /** An answer for all hosts but the first. */
  const badFirst = (bad: (request: HttpRequest) => string) => (request: HttpRequest) =>
    hostOf(request) === baseUrls[0] ? bad(request) : sealAnswer(paid);

  test('a good one is stayed with', async () => {
    const { hosts } = await hostsOfCalls(4, () => sealAnswer(paid));
    expect(new Set(hosts)).toEqual(new Set(['https://a.cn']));
  });

  test.each<[string, (request: HttpRequest) => string]>([
    ['cannot be reached', failure('NOT_CONNECTED')],
    ['loses the connection', failure('CONNECTION_LOST')],
    ['does not answer in time', failure('TIMEOUT')],
    ['is not Cloud Pay', () => '<html>Login</html>'],
    ['has not the key', () => sealAnswer(paid, 'another key')],
    ['has no key', () => bareAnswer(paid)],
    [
      'throws anything',
      () => {
        throw new Error('x');
      },
    ],
  ])('one that %s is left at once', async (_, bad) => {
    const { hosts } = await hostsOfCalls(3, badFirst(bad));
    expect(hosts).toEqual(['https://a.cn', 'https://b.cn', 'https://b.cn']);
  });

  test.each<[string, (request: HttpRequest) => string]>([
    ['refuses a request', () => sealAnswer({ status: 104 })],
    ['refuses without a code', () => bareAnswer({ status: 101 })],
    ['is not certain', () => sealAnswer({ status: 103 })],
    ['says what nobody understands', () => sealAnswer('{}')],
    ['is not waited for', failure('ABORTED')],
  ])('one that %s is a good one', async (_, answer) => {
    const { hosts } = await hostsOfCalls(2, badFirst(answer));
    expect(hosts).toEqual(['https://a.cn', 'https://a.cn']);
  });

  test('one that was given less than the usual time is not blamed', async () => {
    expect((await hostsOfCalls(2, badFirst(failure('TIMEOUT')), 4_999)).hosts).toEqual(['https://a.cn', 'https://a.cn']);
    expect((await hostsOfCalls(2, badFirst(failure('TIMEOUT')), 5_000)).hosts).toEqual(['https://a.cn', 'https://b.cn']);
  });

  test('are all tried in turn', async () => {
    const { hosts } = await hostsOfCalls(4, failure('NOT_CONNECTED'));
    expect(hosts).toEqual(['https://a.cn', 'https://b.cn', 'https://c.cn', 'https://a.cn']);
  });

  test('one that answers a call is trusted as before', async () => {
    let down = 'https://a.cn';
    const { client, transport, clock } = setUp({
      configuration: { baseUrls: ['https://a.cn', 'https://b.cn'] },
      answer: (request) => (hostOf(request) === down ? failure('NOT_CONNECTED')() : sealAnswer(paid)),
    });
    const call = () => client.call(queryOrder, query).catch(() => undefined);
    await call();
    down = 'https://b.cn';
    await call();
    // Both have failed once; a is turned to, and answers.
    await call();
    down = 'https://a.cn';
    await call();
    down = '';
    clock.advance(15_000);
    await call();
    // Its avoidance is the first again, and not twice as long.
    expect(transport.requests.map(({ url }) => url).at(-2)).toBe('https://a.cn/cpay/ping');
  });

  test('a path below the host is kept', async () => {
    const { client, transport } = setUp({ configuration: { baseUrls: ['https://proxy.shop.cn:8443/pay/'] } });
    await client.call(queryOrder, query);
    expect(transport.requests[0]?.url).toBe('https://proxy.shop.cn:8443/pay/cpay/query_order');
  });

  test('the preferred one is come back to when its time is up and it answers a ping', async () => {
    let isDown = true;
    const pong = '{"description":"ok","status":0,"timestamp":1568810077}';
    const { client, transport, clock } = await hostsOfCalls(2, (request) => {
      if (isDown && hostOf(request) === 'https://a.cn') return failure('NOT_CONNECTED')();
      return request.url.endsWith('/cpay/ping') ? pong : sealAnswer(paid);
    });
    const callHost = async () => {
      const { length } = transport.requests;
      await client.call(queryOrder, query);
      // A probe that the call set off has come back by then.
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      return transport.requests
        .slice(length)
        .find(({ url }) => url.endsWith('query_order'))
        ?.url.slice(0, 12);
    };
    isDown = false;
    expect(await callHost()).toBe('https://b.cn');
    clock.advance(15_000);
    expect(await callHost()).toBe('https://b.cn');
    expect(await callHost()).toBe('https://a.cn');
  });
});

describe('events', () => {
  test('a request and its answer', async () => {
    const { client, transport, clock, events } = setUp({
      answer: () => {
        clock.advance(120);
        return sealAnswer(paid);
      },
    });
    await client.call(queryOrder, query);
    const facts = { callId: 1, endpoint: 'query_order', host: 'https://pay.qcloud.com' };
    expect(events).toEqual([
      { type: 'request', ...facts, bytes: Buffer.byteLength(transport.requests[0]?.body as string) },
      { type: 'answer', ...facts, durationMs: 120, status: 0, internalStatus: 0, logId: 4_049_520_517, authenticated: true },
    ]);
  });

  test('bytes are counted, not characters', async () => {
    const { client, transport, events } = setUp({ answer: sealAnswer({ status: 0, micro_pay: {} }) });
    await client.call(microPay, payment);
    const { body } = transport.requests[0] as HttpRequest;
    expect(events[0]).toMatchObject({ bytes: Buffer.from(body).length });
    expect(Buffer.from(body).length).toBeGreaterThan(body.length);
  });

  test('a refusal is an answer', async () => {
    const { client, events } = setUp({ answer: bareAnswer({ status: 101, internal_status: 7 }) });
    await rejectionOf(client.call(queryOrder, query));
    expect(events.map(({ type }) => type)).toEqual(['request', 'answer']);
    expect(events[1]).toMatchObject({ status: 101, internalStatus: 7, authenticated: false });
    expect(events[1]).not.toHaveProperty('logId');
  });

  test('a failure', async () => {
    const { client, clock, events } = setUp({
      answer: () => {
        clock.advance(5_000);
        return failure('TIMEOUT')();
      },
    });
    await rejectionOf(client.call(queryOrder, query));
    const facts = { callId: 1, endpoint: 'query_order', host: 'https://pay.qcloud.com' };
    expect(events[1]).toEqual({ type: 'failure', ...facts, durationMs: 5_000, code: 'TIMEOUT', outcome: 'unknown' });
    expect(events).toHaveLength(2);
  });

  test('an answer that proves nothing is a failure', async () => {
    const { client, events } = setUp({ answer: bareAnswer(paid) });
    await rejectionOf(client.call(queryOrder, query));
    expect(events[1]).toMatchObject({ type: 'failure', code: 'UNVERIFIED_ANSWER', outcome: 'unknown' });
    expect(events).toHaveLength(2);
  });

  test('those of calls at the same time are told apart', async () => {
    const { client, events } = setUp();
    await Promise.all([client.call(queryOrder, query), client.call(queryOrder, query), client.call(queryOrder, query)]);
    const ids = (type: string) => events.filter((event) => event.type === type).map(({ callId }) => callId);
    expect(ids('request')).toEqual([1, 2, 3]);
    expect(ids('answer').toSorted()).toEqual([1, 2, 3]);
  });

  test('an observer that throws breaks nothing', async () => {
    const onEvent = vi.fn(() => {
      throw new Error('the log is full');
    });
    const { client } = setUp({ onEvent });
    await expect(client.call(queryOrder, query)).resolves.toMatchObject({ logId: 4_049_520_517 });
    expect(onEvent).toHaveBeenCalledTimes(2);
    const bad = setUp({ onEvent, answer: failure('TIMEOUT') });
    expect(await rejectionOf(bad.client.call(queryOrder, query))).toMatchObject({ code: 'TIMEOUT' });
    expect(onEvent).toHaveBeenCalledTimes(4);
  });
});

describe('secrets', () => {
  const answers: [string, string | ((request: HttpRequest) => string)][] = [
    ['a success', sealAnswer({ ...paid, micro_pay: { order_content: {} } })],
    ['a refusal that quotes the request', sealAnswer({ status: 104, description: `付款码 ${authorCode} 无效` })],
    ['an answer that is the request', ({ body }) => body],
    ['a wrong code', sealAnswer(paid, 'another key')],
    ['an unreadable payload', sealAnswer({ status: 0, micro_pay: { order_content: authorCode } })],
    ['an unreadable content', sealAnswer(`{"status":"${authorCode}"}`)],
    ['something that is not Cloud Pay', `<html>${authorCode}</html>`],
    ['a timeout', failure('TIMEOUT')],
  ];
  const secrets = [
    authenKey,
    authorCode,
    'author_code',
    'authorCode',
    '生活用品',
    ...secretLines(rsaKeys.pkcs8),
    ...secretLines(rsaKeys.pkcs1),
  ];
  const show = (value: unknown) =>
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null }) + JSON.stringify(value);

  function expectNone(shown: string): void {
    for (const secret of secrets) expect(shown).not.toContain(secret);
  }

  test.each(answers)('stand in no event and no error after %s', async (_, answer) => {
    const { client, transport, events } = setUp({ answer, configuration: { privateKey: rsaKeys.pkcs8 } });
    const result = await client.call(microPay, payment).catch((error: unknown) => error);
    expect(openRequest(transport.requests[0] as HttpRequest).content.pay_content.author_code).toBe(authorCode);
    expect(events).toHaveLength(2);
    expectNone(show(events));
    if (result instanceof Error) expectNone(show(result));
  });

  test.each<[string, () => Promise<{ url: string }>]>([
    ['nobody listens', async () => ({ url: await refusedUrl() })],
    ['the server hangs up', () => serveBytes('')],
    ['the answer is not HTTP', () => serveBytes('220 mail')],
    ['the answer is not Cloud Pay', () => serveHttp((response, { body }) => response.writeHead(400).end(body))],
  ])('stand in no event and no error when %s', async (_, serve) => {
    const { url } = await serve();
    const events: CallEvent[] = [];
    const configuration = createConfiguration({ ...merchant, privateKey: rsaKeys.pkcs8, baseUrls: [url] });
    const client = new CloudPayClient(configuration, { onEvent: (event) => events.push(event) });
    onTestFinished(() => client.close());
    const error = await rejectionOf(client.call(microPay, payment));
    expect(events.map(({ type }) => type)).toEqual(['request', 'failure']);
    expectNone(show(events));
    expectNone(show(error));
    expectNone(show(client));
  });
});

describe('closing', () => {
  test('closes the transport and aborts what is under way', async () => {
    const { client, transport } = setUp({ answer: () => new Promise(() => undefined) });
    void client.call(queryOrder, query);
    await Promise.resolve();
    expect(client.closed.aborted).toBe(false);
    client.close();
    expect(client.closed.aborted).toBe(true);
    expect(transport.closed).toBe(true);
    expect(transport.requests[0]?.signal?.aborted).toBe(true);
  });

  test('a later call is not sent', async () => {
    const { client, transport, events } = setUp();
    client.close();
    expect(await rejectionOf(client.call(queryOrder, query))).toMatchObject({ code: 'CLOSED' });
    expect(transport.requests).toEqual([]);
    expect(events).toEqual([]);
  });

  test('a call under way is of unknown outcome', async () => {
    const server = await serveHttp(() => client.close());
    const client = new CloudPayClient(createConfiguration({ ...merchant, baseUrls: [server.url] }));
    expect(await rejectionOf(client.call(queryOrder, query))).toMatchObject({ outcome: 'unknown' });
  });

  test('may happen twice', () => {
    const { client } = setUp();
    client.close();
    expect(() => client.close()).not.toThrow();
  });
});

describe('ping', () => {
  const pong = (timestamp: number) => JSON.stringify({ description: 'ok', status: 0, timestamp });
  const baseUrls = ['https://a.cn', 'https://b.cn'];

  test("learns the service's clock, which goes on by itself", async () => {
    const { client, clock, transport } = setUp({
      answer: () => {
        clock.advance(40);
        return pong(1_568_810_077);
      },
    });
    expect(client.serviceNow()).toBeUndefined();
    expect(await client.ping()).toEqual({ baseUrl: 'https://pay.qcloud.com', serviceTime: 1_568_810_077_000, roundTrip: 40 });
    expect(transport.requests[0]?.url).toBe('https://pay.qcloud.com/cpay/ping');
    clock.set(0);
    clock.advance(5_000);
    expect(client.serviceNow()).toBe(1_568_810_082_000);
  });

  test('does not know the service’s clock after the machine may have slept, whose monotonic clock stood still', async () => {
    const { client, clock } = setUp({ answer: () => pong(1_568_810_077) });
    await client.ping();
    clock.set(clock.wall + 8 * 3_600_000);
    expect(client.serviceNow()).toBeUndefined();
    await client.ping();
    expect(client.serviceNow()).toBe(1_568_810_077_000);
  });

  test('turns to the next host when one does not answer, and calls follow it', async () => {
    const { client, transport } = setUp({
      configuration: { baseUrls },
      answer: ({ url }) => {
        if (url.startsWith('https://a.cn')) return failure('NOT_CONNECTED')();
        return url.endsWith('/ping') ? pong(1) : sealAnswer(paid);
      },
    });
    expect(await client.ping()).toMatchObject({ baseUrl: 'https://b.cn' });
    await client.call(queryOrder, query);
    expect(transport.requests.map(({ url }) => url)).toEqual([
      'https://a.cn/cpay/ping',
      'https://b.cn/cpay/ping',
      'https://b.cn/cpay/query_order',
    ]);
  });

  test('fails when no host answers, each asked once', async () => {
    const { client, transport } = setUp({ configuration: { baseUrls }, answer: failure('NOT_CONNECTED') });
    expect(await rejectionOf(client.ping())).toMatchObject({ code: 'NOT_CONNECTED' });
    expect(transport.requests).toHaveLength(2);
  });

  test.each([
    '',
    '<html>',
    '{}',
    '{"status":0}',
    '{"status":0,"timestamp":"now"}',
    '{"status":101,"timestamp":1}',
    'null',
    '[]',
  ])('does not take %j for Cloud Pay', async (answer) => {
    const { client } = setUp({ answer, configuration: { baseUrls: ['https://a.cn'] } });
    expect(await rejectionOf(client.ping())).toMatchObject({ code: 'HTTP_ERROR', outcome: 'unknown' });
    expect(client.serviceNow()).toBeUndefined();
  });
});
