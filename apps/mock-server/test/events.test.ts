import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import { control, customersCode, freshNumber, microPay, queryOrder } from './support/client.ts';

interface Event {
  readonly name: string;
  readonly data: Record<string, unknown>;
}

/** Yields server-sent events. */
async function* events(url: string, headers: Record<string, string> = {}): AsyncGenerator<Event> {
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request(new URL('/sandbox/events', url), { headers }, resolve).on('error', reject).end();
  });
  if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}`);
  yield { name: 'open', data: {} };
  let name = '';
  for await (const line of createInterface(response)) {
    if (line.startsWith('event: ')) name = line.slice('event: '.length);
    if (line.startsWith('data: ')) yield { name, data: JSON.parse(line.slice('data: '.length)) };
  }
}

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

/** Waits for an event. */
async function until(listening: AsyncGenerator<Event>, matches: (event: Event) => boolean): Promise<Event> {
  for (;;) {
    const { value, done } = await listening.next();
    if (done) throw new Error('the stream has ended');
    if (matches(value)) return value;
  }
}

describe('the events of a sandbox', () => {
  it('report each exchange whenever it changes, and each change of the state', async () => {
    const listening = events(server.url);
    await until(listening, ({ name }) => name === 'open');
    const outTradeNo = freshNumber();
    server.injectFault({ endpoint: 'micro_pay', fault: 'delay', delayMs: 60_000 });
    const paying = microPay(server.url, outTradeNo, customersCode('wechat', '0010'));
    const answered = await until(listening, ({ name, data }) => name === 'exchange' && data.response !== undefined);
    expect(answered.data).toMatchObject({ endpoint: 'micro_pay', fault: { kind: 'delay', cause: 'fault' } });
    expect(answered.data).not.toHaveProperty('duration_ms');
    server.advanceClock(60);
    await paying;
    const ended = await until(listening, ({ name, data }) => name === 'exchange' && data.duration_ms !== undefined);
    expect(ended.data.id).toBe(answered.data.id);
    await listening.return(undefined);
  });

  it.each<[string, (outTradeNo: string) => unknown]>([
    ['a customer pays', (outTradeNo) => server.payOrder(outTradeNo)],
    ['a fault is asked for', () => server.injectFault({ endpoint: 'refund', fault: 'garbage' })],
    ['a host fails', () => server.failHost(0, { fault: 'slow' })],
    ['the clock is moved', () => server.advanceClock(1)],
  ])('report that %s', async (_what, happen) => {
    const outTradeNo = freshNumber();
    await microPay(server.url, outTradeNo, customersCode('wechat', '0010'));
    const listening = events(server.url);
    await until(listening, ({ name }) => name === 'open');
    await happen(outTradeNo);
    await until(listening, ({ name }) => name === 'state');
    await listening.return(undefined);
    await server.reset();
  });

  it('report a reset', async () => {
    const listening = events(server.url);
    await until(listening, ({ name }) => name === 'open');
    await queryOrder(server.url, freshNumber());
    await server.reset();
    await until(listening, ({ name }) => name === 'reset');
    await listening.return(undefined);
  });

  it('end with the server', async () => {
    const closing = await startMockServer();
    const listening = events(closing.url);
    await until(listening, ({ name }) => name === 'open');
    await closing.close({ within: 60_000 });
    await expect(until(listening, () => false)).rejects.toThrow(/ended|aborted/);
  });
});

describe.each(['events', 'exchanges', 'state'])('pages of other servers and GET /sandbox/%s', (path) => {
  it.each([[{ origin: 'https://elsewhere.example' }], [{ 'sec-fetch-site': 'cross-site' }], [{ host: 'elsewhere.example' }]])(
    'are refused: %j',
    async (headers) => {
      expect((await control(server.url, 'GET', path, undefined, headers)).http).toBe(403);
    },
  );

  it('a page of the same server is allowed', async () => {
    const own = { origin: server.url, 'sec-fetch-site': 'same-origin' };
    if (path === 'events') await until(events(server.url, own), ({ name }) => name === 'open');
    else expect((await control(server.url, 'GET', path, undefined, own)).http).toBe(200);
  });
});
