import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { microPayEndpoint, queryOrderEndpoint } from '@cloudpay/proto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError, type ErrorCode } from '../../src/base/errors.ts';
import { importPublicKey } from '../../src/signing/rsa-keys.ts';
import { verifySignature } from '../../src/signing/signature.ts';
import { CloudPayClient } from '../../src/transport/client.ts';
import { createClient } from '../../src/transport/create-client.ts';
import type { HttpRequest } from '../../src/transport/transport.ts';
import { authorCode, failure, openRequest, paid, payment, query, setUp } from '../helpers/client.ts';
import { authenKey, bareResponse, merchant, sealResponse } from '../helpers/merchant.ts';
import { rsaKeys } from '../helpers/rsa-keys.ts';
import { serveHttp } from '../helpers/servers.ts';
import { rejectionOf } from '../helpers/thrown.ts';

const { outMchId, outSubMchId, outShopId } = merchant;

describe('a call', () => {
  test('sends the content in snake_case, authenticated, to the host, and returns the payload in camelCase', async () => {
    const { client, transport } = setUp();
    const { response, logId } = await client.call(queryOrderEndpoint, query);
    expect(response).toEqual({
      orderContent: { outTradeNo: query.outTradeNo, totalFee: 1 },
      nonceStr: 'beM31vIaC1rgyDIX43fJxjhs',
    });
    expect(logId).toBe('4049520517');

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
    await client.call(queryOrderEndpoint, query, { credential: { privateKey: configuration.privateKey as never } });
    const { text, authenInfo } = openRequest(transport.requests[0] as HttpRequest);
    expect(Object.keys(authenInfo)).toEqual(['s']);
    expect(verifySignature(importPublicKey(rsaKeys.spki), text, authenInfo.s.sign)).toBe(true);
  });

  test('has a nonce of its own each time', async () => {
    const { client, transport } = setUp();
    for (let call = 0; call < 20; call++) await client.call(queryOrderEndpoint, query);
    const nonces = transport.requests.map((request) => openRequest(request).content.nonce_str);
    expect(new Set(nonces).size).toBe(20);
  });

  test("does not let a caller's nonce stand in", async () => {
    const { client, transport } = setUp();
    await client.call(queryOrderEndpoint, { ...query, nonceStr: 'always the same' } as typeof query);
    expect(openRequest(transport.requests[0] as HttpRequest).content.nonce_str).not.toBe('always the same');
  });

  test('leaves its content as it was', async () => {
    const { client } = setUp();
    const content = structuredClone(query);
    await client.call(queryOrderEndpoint, Object.freeze(content));
    expect(content).toEqual(query);
  });

  test("has its own time limit and the caller's signal", async () => {
    const controller = new AbortController();
    const { client, transport } = setUp({ configuration: { timeout: 3_000 } });
    await client.call(queryOrderEndpoint, query, { signal: controller.signal });
    await client.call(queryOrderEndpoint, query, { timeout: 1_000 });
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
    const { client } = setUp({ response: sealResponse(content) });
    const error = await rejectionOf(client.call(queryOrderEndpoint, query));
    expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown', endpoint: 'query_order' });
    expect(await client.call({ ...queryOrderEndpoint, mayLackPayload: true }, query)).toMatchObject({
      response: {},
      lacksPayload: true,
    });
  });

  test('reads a payload under another known key, which proves nothing of whose response it is', async () => {
    const { client } = setUp({ response: sealResponse({ status: 0, old_key: null, other_key: { nonce_str: 'x' } }) });
    const endpoint = { ...queryOrderEndpoint, otherResponseKeys: ['old_key', 'other_key'] };
    expect(await client.call(endpoint, query)).toMatchObject({ response: { nonceStr: 'x' }, lacksPayload: true });
    const own = setUp({
      response: sealResponse({ status: 0, other_key: { nonce_str: 'x' }, query_order: { nonce_str: 'y' } }),
    });
    const { lacksPayload, response } = await own.client.call(endpoint, query);
    expect({ lacksPayload, response }).toEqual({ response: { nonceStr: 'y' } });
  });

  test('that succeeds with a payload of the wrong type is not understood', async () => {
    const { client } = setUp({ response: sealResponse({ status: 0, log_id: 5, query_order: { order_content: [] } }) });
    const error = await rejectionOf(client.call(queryOrderEndpoint, query));
    expect(error).toMatchObject({ code: 'UNREADABLE_RESPONSE', outcome: 'unknown', logId: '5', endpoint: 'query_order' });
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
    const error = await rejectionOf(client.call(queryOrderEndpoint, content as typeof query));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', outcome: 'failed', field });
    expect(transport.requests).toEqual([]);
    expect(events).toEqual([]);
  });

  test.each([0, -1, 0.5, 2 ** 31, '1', Number.NaN])('is refused before anything is sent: an amount of %s', async (totalFee) => {
    const { client, transport } = setUp();
    const content = { ...payment, payContent: { ...payment.payContent, totalFee: totalFee as number } };
    expect(await rejectionOf(client.call(microPayEndpoint, content))).toMatchObject({
      field: 'payContent.totalFee',
      outcome: 'failed',
    });
    expect(transport.requests).toEqual([]);
  });

  test('is not quoted', async () => {
    const { client } = setUp();
    const content = { ...payment, payContent: { ...payment.payContent, authorCode: authorCode.repeat(20) } };
    const error = await rejectionOf(client.call(microPayEndpoint, content));
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
    const { client } = setUp({ response: sealResponse({ status, ...content }) });
    const error = await rejectionOf(client.call(queryOrderEndpoint, query));
    expect(error).toMatchObject({ code, outcome, status, internalStatus: 9, logId: '3000000001', endpoint: 'query_order' });
    expect(error.message).toBe(`余额不足 [${status}/9] (log id 3000000001)`);
  });

  test.each([
    [101, 'SERVICE_REFUSED', 'failed'],
    [3, 'SERVICE_UNCERTAIN', 'unknown'],
    [0, 'UNVERIFIED_RESPONSE', 'unknown'],
    [102, 'UNVERIFIED_RESPONSE', 'unknown'],
    [103, 'UNVERIFIED_RESPONSE', 'unknown'],
    [104, 'UNVERIFIED_RESPONSE', 'unknown'],
  ])('%i without a code is %s: %s', async (status, code, outcome) => {
    const { client } = setUp({ response: bareResponse({ ...paid, status }) });
    expect(await rejectionOf(client.call(queryOrderEndpoint, query))).toMatchObject({ code, outcome });
  });

  test('says something even without a description', async () => {
    const { client } = setUp({ response: sealResponse({ status: 104 }) });
    expect((await rejectionOf(client.call(queryOrderEndpoint, query))).message).toMatch(/^未说明原因 .* \[104\/0\]$/);
  });

  test.each([authorCode, '2821293404143998181234', '1234567890'])(
    'masks %s in its description: it may be a payment code',
    async (code) => {
      const description = `付款码${code}无效: code=${code}, 3 次, 错误 400`;
      const { client } = setUp({ response: sealResponse({ status: 104, description }) });
      const error = await rejectionOf(client.call(microPayEndpoint, payment));
      expect(error.message).toContain('付款码…无效: code=…, 3 次, 错误 400');
      expect(inspect(error, { showHidden: true })).not.toContain(code);
    },
  );
});

test('replaying a captured success with one byte changed never yields a success', async () => {
  const captured = Buffer.from(sealResponse(paid));
  let body = captured;
  const { client } = setUp({ response: () => body.toString() });
  await expect(client.call(queryOrderEndpoint, query)).resolves.toBeDefined();
  await fc.assert(
    fc.asyncProperty(fc.nat(captured.length - 1), fc.integer({ min: 1, max: 255 }), async (index, mask) => {
      body = Buffer.from(captured);
      body[index] = (captured[index] as number) ^ mask;
      // The code may be written in lower case.
      fc.pre(body.toString().toUpperCase() !== captured.toString().toUpperCase());
      expect(await rejectionOf(client.call(queryOrderEndpoint, query))).toMatchObject({ outcome: 'unknown' });
    }),
    { numRuns: 500 },
  );
});

describe('a transport that fails', () => {
  test.each<ErrorCode>(['NOT_CONNECTED', 'CONNECTION_LOST', 'TIMEOUT', 'ABORTED'])(
    'its %s is passed on, with the endpoint',
    async (code) => {
      const { client } = setUp({ response: failure(code) });
      const error = await rejectionOf(client.call(queryOrderEndpoint, query));
      expect(error).toMatchObject({ code, outcome: code === 'NOT_CONNECTED' ? 'failed' : 'unknown', endpoint: 'query_order' });
      expect(Object.keys(error)).toContain('endpoint');
    },
  );

  test.each([new Error('x'), new TypeError('fetch failed'), 'text', undefined])(
    'without an error of the SDK (%s) leaves everything open',
    async (thrown) => {
      const { client } = setUp({
        response: () => {
          throw thrown;
        },
      });
      const error = await rejectionOf(client.call(queryOrderEndpoint, query));
      expect(error).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown', endpoint: 'query_order' });
      expect(error.cause).toBe(thrown);
    },
  );
});

describe('closing', () => {
  test('closes a transport that clients share with the last of them', async () => {
    const { client, transport, configuration } = setUp();
    const other = new CloudPayClient(configuration, { transport });
    client.close();
    client.close();
    expect(transport.closed).toBe(false);
    await expect(other.call(queryOrderEndpoint, query)).resolves.toMatchObject({ logId: '4049520517' });
    other.close();
    expect(transport.closed).toBe(true);
  });

  test('closes the transport and aborts what is under way', async () => {
    const { client, transport } = setUp({ response: () => new Promise(() => undefined) });
    void client.call(queryOrderEndpoint, query);
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
    expect(await rejectionOf(client.call(queryOrderEndpoint, query))).toMatchObject({ code: 'CLOSED' });
    expect(transport.requests).toEqual([]);
    expect(events).toEqual([]);
  });

  test('a call under way is of unknown outcome', async () => {
    const server = await serveHttp(() => client.close());
    const client = createClient({ ...merchant, baseUrls: [server.url] });
    expect(await rejectionOf(client.call(queryOrderEndpoint, query))).toMatchObject({ outcome: 'unknown' });
  });

  test('may happen twice', () => {
    const { client } = setUp();
    client.close();
    expect(() => client.close()).not.toThrow();
  });
});
