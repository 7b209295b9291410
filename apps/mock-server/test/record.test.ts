import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MockServer, type RecordedExchange, startMockServer } from '../src/index.ts';
import {
  authenCode,
  call,
  control,
  customersCode,
  freshNumber,
  microPay,
  microPayContent,
  orderClient,
  payMchKey,
  post,
  queryOrder,
} from './support/client.ts';
import { makeMerchant } from './support/merchants.ts';

const other = makeMerchant();

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer({ merchants: [other], hosts: 2 });
});
beforeEach(() => server.reset());
afterAll(() => server.close());

const last = () => server.exchanges({ last: 1 })[0] as RecordedExchange;

describe('a recorded exchange', () => {
  it('has the request, the verdict, the response and the host', async () => {
    const outTradeNo = freshNumber();
    const reply = await call(
      server.urls[1] as string,
      'micro_pay',
      microPayContent(outTradeNo, customersCode('alipay', '0003')),
    );
    expect(last()).toEqual({
      id: expect.any(Number),
      at: expect.closeTo(Date.now(), -5),
      endpoint: 'micro_pay',
      method: 'POST',
      host: 1,
      outSubMchId: payMchKey.out_sub_mch_id,
      request: {
        text: expect.stringContaining(outTradeNo),
        content: expect.objectContaining({ pay_mch_key: payMchKey, order_client: orderClient }),
        isEnvelope: true,
        authenInfo: { a: { authenType: 1, authenCode: expect.stringMatching(/^[0-9A-F]{64}$/) } },
      },
      verdict: { result: 'authentic', by: 'code' },
      missing: [],
      fault: undefined,
      response: {
        httpStatus: 200,
        status: 0,
        internalStatus: 0,
        description: reply.content.description,
        logId: String(reply.content.log_id),
        text: expect.stringContaining(outTradeNo),
        content: expect.objectContaining({ status: 0, micro_pay: expect.anything() }),
        authenInfo: { a: { authenType: 1, authenCode: expect.stringMatching(/^[0-9A-F]{64}$/) } },
      },
      durationMs: expect.any(Number),
    } satisfies RecordedExchange);
  });

  it('has deliberate faults, and their cause', async () => {
    server.injectFault({ endpoint: 'query_order', fault: 'delay', delayMs: 1 });
    await queryOrder(server.url, freshNumber());
    expect(last().fault).toEqual({ kind: 'delay', milliseconds: 1, cause: 'fault' });
    await microPay(server.url, freshNumber(), customersCode('wechat', '0009'));
    expect(last().fault).toEqual({ kind: 'wrong_code', cause: 'scenario' });
    await server.failHost(0, { fault: 'garbage' });
    await expect(queryOrder(server.url, freshNumber())).rejects.toThrow();
    expect(last()).toMatchObject({
      fault: { kind: 'garbage', cause: 'host' },
      verdict: { result: 'notAsked' },
      response: undefined,
    });
  });

  it.each([
    ['/cpay/no_such_call', 'no_such_call', '{}', 200],
    ['/elsewhere', '/elsewhere', '{}', 404],
    ['/cpay/query_order', 'query_order', 'no JSON', 200],
    ['/cpay/query_order', 'query_order', Buffer.from([0xff, 0xfe]), 200],
  ])('also exists for requests that are not calls of the service: %s', async (path, endpoint, body, httpStatus) => {
    await post(server.url, path, body);
    expect(last()).toMatchObject({ endpoint, request: { isEnvelope: false }, response: { httpStatus, status: 101 } });
  });

  it('exists while the response is pending', async () => {
    server.injectFault({ endpoint: 'query_order', fault: 'delay', delayMs: 60_000 });
    const reply = queryOrder(server.url, freshNumber());
    expect(await server.received('query_order')).toMatchObject({ durationMs: undefined, response: { status: 104 } });
    server.advanceClock(60);
    await reply;
    expect(last().durationMs).toBeGreaterThan(0);
  });
});

describe('which exchanges', () => {
  it('can be chosen by endpoint, by merchant, and by number', async () => {
    const { outMchId: out_mch_id, outSubMchId: out_sub_mch_id } = other;
    await queryOrder(server.url, freshNumber());
    const query = { out_trade_no: '1', pay_mch_key: { out_mch_id, out_sub_mch_id, out_shop_id: other.shops[0]?.outShopId } };
    await call(server.url, 'query_order', query, { secret: other.authenKey });
    await microPay(server.url, freshNumber(), customersCode('wechat', '0000'));
    const endpointsOf = (of: Parameters<MockServer['exchanges']>[0]) => server.exchanges(of).map(({ endpoint }) => endpoint);
    expect(endpointsOf({})).toEqual(['query_order', 'query_order', 'micro_pay']);
    expect(endpointsOf({ endpoint: 'query_order' })).toEqual(['query_order', 'query_order']);
    expect(endpointsOf({ outSubMchId: out_sub_mch_id })).toEqual(['query_order']);
    expect(endpointsOf({ last: 2 })).toEqual(['query_order', 'micro_pay']);
    expect(endpointsOf({ last: 0 })).toEqual([]);
    expect(() => server.exchanges({ last: -1 })).toThrow(/last/);
  });

  it('are limited: to a thousand, and to 16 Mi characters', async () => {
    await using busy = await startMockServer();
    const ping = () => post(busy.url, '/cpay/ping', '{}').catch(() => undefined);
    for (let round = 0; round < 21; round += 1) await Promise.all(Array.from({ length: 50 }, ping));
    expect(busy.exchanges()).toHaveLength(1_000);
    const long = JSON.stringify({ request_content: 'x'.repeat(1_000_000) });
    for (let round = 0; round < 20; round += 1) await post(busy.url, '/cpay/query_order', long);
    expect(busy.exchanges().length).toBeGreaterThan(10);
    expect(busy.exchanges().length).toBeLessThan(18);
  });

  it('are deleted by a reset', async () => {
    await queryOrder(server.url, freshNumber());
    await server.reset();
    expect(server.exchanges()).toEqual([]);
  });

  it('are returned by the control API, with contents as sent', async () => {
    const outTradeNo = freshNumber();
    await queryOrder(server.url, outTradeNo);
    const { json } = await control(server.url, 'GET', 'exchanges?endpoint=query_order&last=1');
    expect(json).toMatchObject({
      exchanges: [
        {
          endpoint: 'query_order',
          out_sub_mch_id: payMchKey.out_sub_mch_id,
          request: { is_envelope: true, content: { out_trade_no: outTradeNo }, authen_info: { a: { authen_type: 1 } } },
          verdict: { result: 'authentic', by: 'code' },
          response: { http_status: 200, status: 104, internal_status: 400, content: { internal_status: 400 } },
        },
      ],
    });
    expect((await control(server.url, 'GET', 'exchanges?last=x')).http).toBe(400);
  });
});

describe('a payment code', () => {
  const textOf = (exchanges: readonly RecordedExchange[]) => JSON.stringify(exchanges);

  it('is masked except for platform and scenario, and the masked request is still authentic', async () => {
    const authorCode = '134520273825380011';
    await microPay(server.url, freshNumber(), authorCode);
    const { request, response } = last();
    expect(textOf([last()])).not.toContain('45202738253');
    expect(request.content).toMatchObject({ pay_content: { author_code: expect.stringMatching(/^13\d{12}0011$/) } });
    expect(request.authenInfo?.a?.authenCode).toBe(authenCode(request.text));
    const again = await post(server.url, '/cpay/micro_pay', envelopeOf(request));
    expect(again.content).toMatchObject({ status: response?.status, internal_status: response?.internalStatus });
  });

  it('is masked in a request with a wrong code, which stays wrong for the same reason', async () => {
    const text = JSON.stringify(microPayContent(freshNumber(), '134520273825380000'));
    const code = createHmac('sha256', '1f6e3c2b9a8d4e5f7061524334251607').update(text).digest('hex').toUpperCase();
    await call(server.url, 'micro_pay', text, { authenInfo: { a: { authen_type: 1, authen_code: code } }, ending: '\n' });
    const { request, verdict } = last();
    expect(verdict).toMatchObject({ diagnosis: { mistakes: [{ name: 'newlineDropped' }, { name: 'keyLowerCase' }] } });
    await post(server.url, '/cpay/micro_pay', envelopeOf(request));
    expect(last().verdict).toEqual(verdict);
  });

  it('is masked in malformed requests too', async () => {
    const code = '287654321098760000';
    const bodies = [
      `{"pay_content":{"author_code":"${code}"}}`,
      `author_code=${code}`,
      JSON.stringify({ request_content: `{"pay_content":{"author_code" : "${code}"` }),
      JSON.stringify({ request_content: `{"pay_content":{"author_code":${code}}}` }),
      JSON.stringify({ request_content: `{"pay_content":{"\\u0061uthor_code":"${code.replace('2', '\\u0032')}"}}` }),
    ];
    for (const body of bodies) await post(server.url, '/cpay/micro_pay', body);
    expect(server.exchanges()).toHaveLength(bodies.length);
    expect(textOf(server.exchanges())).not.toMatch(/76543210987|\\\\u0032/);
  });

  it('never appears, whatever surrounds it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[0-9]{14}$/), fc.json(), fc.string(), async (digits, detail, note) => {
        const code = `13${digits.slice(0, 12)}0000`;
        const payContent = { author_code: code, detail, note };
        await call(server.url, 'micro_pay', microPayContent(freshNumber(), code, { payContent }));
        const { pay_content } = last().request.content as { pay_content: Record<string, string> };
        expect(pay_content.author_code).toMatch(/^13\d{12}0000$/);
        // With a chance of one in ten thousand the mask equals the code, and zeros hide zeros.
        expect(pay_content.author_code?.startsWith('1300000000')).toBe(true);
        expect(pay_content).toMatchObject({ detail, note });
      }),
      { numRuns: 50 },
    );
  });

  const envelopeOf = ({ text, authenInfo: { a } = {} }: RecordedExchange['request']) =>
    JSON.stringify({
      request_content: text,
      authen_info: { a: { authen_type: a?.authenType, authen_code: a?.authenCode } },
    });
});

it('keys in a response are masked', async () => {
  const { out_sub_mch_id } = payMchKey;
  const ids = { out_mch_id: payMchKey.out_mch_id, out_sub_mch_id, out_shop_id: payMchKey.out_shop_id };
  const begun = await call(server.url, 'client_initialize', { ...ids, authorize_terminal_type: 1 }, { authenInfo: null });
  const { activator, token } = begun.content.client_initialize as { activator: string; token: string };
  server.scanLogin(activator, { staffId: '1206' });
  server.rotateCiphers();
  const granted = await call(server.url, 'client_try_get_initializers', { out_sub_mch_id, token }, { authenInfo: null });
  const secrets = [...JSON.stringify(granted.content).matchAll(/"key":"(.*?)"/g)].map(([, secret]) => secret as string);
  expect(secrets).toHaveLength(2);
  const { response } = last();
  const masked = [...JSON.stringify(response?.content).matchAll(/"key":"(.*?)"/g)].map(([, secret]) => secret);
  expect(masked).toEqual(secrets.map((secret) => '*'.repeat(secret.length)));
  for (const secret of secrets) expect(response?.text).not.toContain(secret.slice(0, 8));
});
