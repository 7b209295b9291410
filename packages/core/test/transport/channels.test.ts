import { AsyncLocalStorage } from 'node:async_hooks';
import { channel, tracingChannel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import * as proto from '@cloudpay/proto';
import { microPayEndpoint, queryOrderEndpoint } from '@cloudpay/proto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type CallMessage, type HostMessage, numbersIn } from '../../src/transport/channels.ts';
import { authorCode, failure, paid, payment, query, setUp } from '../helpers/client.ts';
import { authenKey, bareResponse, sealResponse } from '../helpers/merchant.ts';
import { rejectionOf } from '../helpers/thrown.ts';

const { outTradeNo } = query;
const at = { endpoint: 'query_order', host: 'https://pay.qcloud.com', outTradeNo };

/** What is published of the calls: each message as it is at that time. */
function listen() {
  const told: { readonly event: string; readonly message: CallMessage }[] = [];
  const note = (event: string) => (message: object) => void told.push({ event, message: { ...message } as CallMessage });
  const subscribers = Object.fromEntries(
    ['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map((event) => [event, note(event)]),
  ) as unknown as Parameters<ReturnType<typeof tracingChannel>['subscribe']>[0];
  const calls = tracingChannel('cloudpay:call');
  calls.subscribe(subscribers);
  onTestFinished(() => void calls.unsubscribe(subscribers));
  return told;
}

describe('cloudpay:call', () => {
  test('a call that succeeds', async () => {
    const told = listen();
    const { client, clock } = setUp({
      response: () => {
        clock.advance(120);
        return sealResponse(paid);
      },
    });
    await client.call(queryOrderEndpoint, query);
    const done = { ...at, status: 0, logId: '4049520517', durationMs: 120 };
    expect(told).toEqual([
      { event: 'start', message: at },
      { event: 'end', message: at },
      { event: 'asyncStart', message: done },
      { event: 'asyncEnd', message: done },
    ]);
  });

  test('a refusal, with the numbers that the service gave', async () => {
    const told = listen();
    const { client } = setUp({ response: bareResponse({ status: 101, internal_status: 7, log_id: 42 }) });
    await rejectionOf(client.call(queryOrderEndpoint, query));
    expect(told.map(({ event }) => event)).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd']);
    expect(told.at(-1)?.message).toEqual({
      ...at,
      errorCode: 'SERVICE_REFUSED',
      status: 101,
      internalStatus: 7,
      logId: '42',
      durationMs: 0,
    });
  });

  test('a call without a response', async () => {
    const told = listen();
    const { client } = setUp({ response: failure('TIMEOUT') });
    await rejectionOf(client.call(queryOrderEndpoint, query));
    expect(told.at(-1)?.message).toEqual({ ...at, errorCode: 'TIMEOUT', durationMs: 0 });
  });

  test('runs in the context of its listener', async () => {
    const store = new AsyncLocalStorage<CallMessage>();
    const { start } = tracingChannel('cloudpay:call');
    start.bindStore(store as AsyncLocalStorage<unknown>, (message) => message);
    onTestFinished(() => void start.unbindStore(store as AsyncLocalStorage<unknown>));
    const seen: unknown[] = [];
    const { client } = setUp({
      response: () => {
        seen.push(store.getStore()?.outTradeNo);
        return sealResponse(paid);
      },
    });
    await client.call(queryOrderEndpoint, query);
    expect(seen).toEqual([outTradeNo]);
    expect(store.getStore()).toBeUndefined();
  });

  const answers: [string, string | (() => string)][] = [
    ['a success', sealResponse({ ...paid, micro_pay: { order_content: { open_id: 'oUpF8uMuAJO', author_code: authorCode } } })],
    ['a refusal that quotes the request', sealResponse({ status: 104, description: `付款码 ${authorCode} 无效` })],
    ['an unreadable payload', sealResponse({ status: 0, micro_pay: { order_content: authorCode } })],
    ['something that is not Cloud Pay', `<html>${authorCode}</html>`],
    ['a transport that throws the request', failure('CONNECTION_LOST')],
  ];

  test.each(answers)('holds no secret after %s', async (_, response) => {
    const told = listen();
    const { client } = setUp({ response });
    await client.call(microPayEndpoint, payment).catch(() => undefined);
    expect(told.length).toBeGreaterThanOrEqual(4);
    const shown = inspect(told, { depth: Number.POSITIVE_INFINITY, showHidden: true }) + JSON.stringify(told);
    for (const secret of [authenKey, authorCode, 'oUpF8uMuAJO', '生活用品', '付款码']) expect(shown).not.toContain(secret);
  });
});

test('cloudpay:host tells of each change of the host', async () => {
  const told: unknown[] = [];
  const note = (message: unknown) => void told.push(message);
  channel('cloudpay:host').subscribe(note);
  onTestFinished(() => void channel('cloudpay:host').unsubscribe(note));
  const { client } = setUp({ response: failure('TIMEOUT'), configuration: { proberDns: 0 } });
  const [first, second] = client.hosts;
  await rejectionOf(client.call(queryOrderEndpoint, query));
  expect(told).toEqual([{ from: first, to: second, reason: 'failed' } satisfies Partial<Record<keyof HostMessage, unknown>>]);
});

describe('the number of the order', () => {
  /** Where a message of the schema holds an order's number. */
  const pathsIn = (type: proto.Message<object>, depth = 0): string[][] =>
    type.fields.flatMap(({ name, type: field }) => {
      if (name === 'outTradeNo') return [[name]];
      return field instanceof proto.Message && depth < 4 ? pathsIn(field, depth + 1).map((path) => [name, ...path]) : [];
    });
  const endpoints = Object.values(proto).filter(
    (value): value is proto.Endpoint<object, object> => typeof value === 'object' && 'responseKey' in value,
  );
  const withNumber = endpoints.flatMap(({ path, request }) => pathsIn(request).map((keys) => [path, keys] as const));

  test('stands in seven requests at least', () => {
    expect(new Set(withNumber.map(([path]) => path)).size).toBeGreaterThanOrEqual(7);
  });

  test.each(withNumber)('is found in %s at %s', (_, keys) => {
    const content = keys.reduceRight<unknown>((value, key) => ({ [key]: value }), outTradeNo);
    expect(numbersIn(content as object)).toEqual({ outTradeNo });
  });

  test('comes with that of the refund', () => {
    const refund = { outTradeNo, outRefundNo: 'sz010002cz1r' };
    expect(numbersIn({ refundContent: refund })).toEqual(refund);
    expect(numbersIn({ ...refund, outRefundNo: undefined })).toEqual({ outTradeNo });
    expect(numbersIn({ startTime: 1, page: null, parts: [] })).toEqual({});
  });
});
