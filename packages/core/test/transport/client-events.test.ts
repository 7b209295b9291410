import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { microPayEndpoint, queryOrderEndpoint } from '@cloudpay/proto';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createClient } from '../../src/transport/create-client.ts';
import type { CallEvent } from '../../src/transport/events.ts';
import type { HttpRequest } from '../../src/transport/transport.ts';
import { authorCode, failure, openRequest, paid, payment, query, setUp } from '../helpers/client.ts';
import { authenKey, bareResponse, merchant, sealResponse } from '../helpers/merchant.ts';
import { rsaKeys, secretLines } from '../helpers/rsa-keys.ts';
import { refusedUrl, serveBytes, serveHttp } from '../helpers/servers.ts';
import { rejectionOf } from '../helpers/thrown.ts';

describe('events', () => {
  test('a request and its response', async () => {
    const { client, transport, clock, events } = setUp({
      response: () => {
        clock.advance(120);
        return sealResponse(paid);
      },
    });
    await client.call(queryOrderEndpoint, query);
    const { outTradeNo } = query;
    const facts = { callId: 1, endpoint: 'query_order', host: 'https://pay.qcloud.com', outTradeNo };
    expect(events).toEqual([
      { type: 'request', ...facts, bytes: Buffer.byteLength(transport.requests[0]?.body as string) },
      { type: 'response', ...facts, durationMs: 120, status: 0, internalStatus: 0, logId: '4049520517', authenticated: true },
    ]);
  });

  test('the log id of each call about an order is found by its number', async () => {
    const { client, events } = setUp({ response: bareResponse({ status: 101, internal_status: 7, log_id: 42 }) });
    await rejectionOf(client.call(microPayEndpoint, payment));
    await rejectionOf(client.call(queryOrderEndpoint, { ...query, outTradeNo: 'another' }));
    const { outTradeNo } = payment.payContent;
    expect(events.filter((event) => event.outTradeNo === outTradeNo)).toMatchObject([
      { type: 'request', callId: 1 },
      { type: 'response', callId: 1, endpoint: 'micro_pay', logId: '42' },
    ]);
  });

  test('bytes are counted, not characters', async () => {
    const { client, transport, events } = setUp({ response: sealResponse({ status: 0, micro_pay: {} }) });
    await client.call(microPayEndpoint, payment);
    const { body } = transport.requests[0] as HttpRequest;
    expect(events[0]).toMatchObject({ bytes: Buffer.from(body).length });
    expect(Buffer.from(body).length).toBeGreaterThan(body.length);
  });

  test('a key that no longer verifies, once until one verifies again', async () => {
    const keys = ['another', authenKey, 'another', 'another', authenKey, 'another'];
    const { client, events } = setUp({ response: () => sealResponse(paid, keys.shift()), configuration: { proberDns: 0 } });
    for (let rest = keys.length; rest > 0; rest--) await client.call(queryOrderEndpoint, query).catch(() => undefined);
    const told = events.filter(({ type }) => type === 'keyNoLongerVerifies');
    expect(told).toMatchObject([
      { callId: 3, endpoint: 'query_order' },
      { callId: 6, endpoint: 'query_order' },
    ]);
  });

  test('keys that are changed while the client runs', async () => {
    const { client, transport } = setUp({ response: () => sealResponse(paid, 'the next key') });
    await rejectionOf(client.call(queryOrderEndpoint, query));
    client.useAuthenKeys([authenKey, 'the next key']);
    await client.call(queryOrderEndpoint, query);
    client.useAuthenKeys('the next key');
    await client.call(queryOrderEndpoint, query);
    const signers = transport.requests.map((request) => {
      const { text, authenInfo } = openRequest(request);
      return [authenKey, 'the next key'].find(
        (key) => createHmac('sha256', key).update(text).digest('hex').toUpperCase() === authenInfo.a.authen_code,
      );
    });
    expect(signers).toEqual([authenKey, authenKey, 'the next key']);
  });

  test('a refusal is a response', async () => {
    const { client, events } = setUp({ response: bareResponse({ status: 101, internal_status: 7 }) });
    await rejectionOf(client.call(queryOrderEndpoint, query));
    expect(events.map(({ type }) => type)).toEqual(['request', 'response']);
    expect(events[1]).toMatchObject({ status: 101, internalStatus: 7, authenticated: false });
    expect(events[1]).not.toHaveProperty('logId');
  });

  test('a failure', async () => {
    const { client, clock, events } = setUp({
      response: () => {
        clock.advance(5_000);
        return failure('TIMEOUT')();
      },
    });
    await rejectionOf(client.call(queryOrderEndpoint, query));
    const { outTradeNo } = query;
    const facts = { callId: 1, endpoint: 'query_order', host: 'https://pay.qcloud.com', outTradeNo };
    expect(events[1]).toEqual({ type: 'failure', ...facts, durationMs: 5_000, code: 'TIMEOUT', outcome: 'unknown' });
    expect(events).toHaveLength(2);
  });

  test('a response that proves nothing is a failure', async () => {
    const { client, events } = setUp({ response: bareResponse(paid) });
    await rejectionOf(client.call(queryOrderEndpoint, query));
    expect(events[1]).toMatchObject({ type: 'failure', code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' });
    expect(events).toHaveLength(2);
  });

  test('those of calls at the same time are told apart', async () => {
    const { client, events } = setUp();
    await Promise.all([
      client.call(queryOrderEndpoint, query),
      client.call(queryOrderEndpoint, query),
      client.call(queryOrderEndpoint, query),
    ]);
    const ids = (type: string) => events.filter((event) => event.type === type).map(({ callId }) => callId);
    expect(ids('request')).toEqual([1, 2, 3]);
    expect(ids('response').toSorted()).toEqual([1, 2, 3]);
  });

  test('an observer that throws breaks nothing', async () => {
    const onEvent = vi.fn(() => {
      throw new Error('the log is full');
    });
    const { client } = setUp({ onEvent });
    await expect(client.call(queryOrderEndpoint, query)).resolves.toMatchObject({ logId: '4049520517' });
    expect(onEvent).toHaveBeenCalledTimes(2);
    const bad = setUp({ onEvent, response: failure('TIMEOUT') });
    expect(await rejectionOf(bad.client.call(queryOrderEndpoint, query))).toMatchObject({ code: 'TIMEOUT' });
    expect(onEvent).toHaveBeenCalledTimes(4);
  });
});

describe('secrets', () => {
  const answers: [string, string | ((request: HttpRequest) => string)][] = [
    ['a success', sealResponse({ ...paid, micro_pay: { order_content: {} } })],
    ['a refusal that quotes the request', sealResponse({ status: 104, description: `付款码 ${authorCode} 无效` })],
    ['a response that is the request', ({ body }) => body],
    ['a wrong code', sealResponse(paid, 'another key')],
    ['an unreadable payload', sealResponse({ status: 0, micro_pay: { order_content: authorCode } })],
    ['an unreadable content', sealResponse(`{"status":"${authorCode}"}`)],
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

  test.each(answers)('stand in no event and no error after %s', async (_, response) => {
    const { client, transport, events } = setUp({ response, configuration: { privateKey: rsaKeys.pkcs8 } });
    const result = await client.call(microPayEndpoint, payment).catch((error: unknown) => error);
    expect(openRequest(transport.requests[0] as HttpRequest).content.pay_content.author_code).toBe(authorCode);
    expect(events).toHaveLength(2);
    expectNone(show(events));
    if (result instanceof Error) expectNone(show(result));
  });

  test.each<[string, () => Promise<{ url: string }>]>([
    ['nobody listens', async () => ({ url: await refusedUrl() })],
    ['the server hangs up', () => serveBytes('')],
    ['the response is not HTTP', () => serveBytes('220 mail')],
    ['the response is not Cloud Pay', () => serveHttp((response, { body }) => response.writeHead(400).end(body))],
  ])('stand in no event and no error when %s', async (_, serve) => {
    const { url } = await serve();
    const events: CallEvent[] = [];
    const options = { ...merchant, privateKey: rsaKeys.pkcs8, baseUrls: [url] };
    const client = createClient({ ...options, onEvent: (event) => events.push(event) });
    onTestFinished(() => client.close());
    const error = await rejectionOf(client.call(microPayEndpoint, payment));
    expect(events.map(({ type }) => type)).toEqual(['request', 'failure']);
    expectNone(show(events));
    expectNone(show(error));
    expectNone(show(client));
  });
});
