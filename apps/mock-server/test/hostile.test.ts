// The server answers any input clearly or closes the connection, and keeps working.
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import { call, customersCode, envelope, freshNumber, microPay, microPayContent, post } from './support/client.ts';
import { attack, succeeded } from './support/hostile.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const code = customersCode('wechat', '0000');

afterEach(async () => {
  expect((await microPay(server.url, freshNumber(), code)).content.status).toBe(0);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

async function raw(bytes: string, keepOpen = false, url = server.url): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  if (keepOpen) socket.write(bytes);
  else socket.end(bytes);
  return text(socket);
}

describe('sizes', () => {
  it('a body of exactly 1 MiB is read', async () => {
    const content = JSON.stringify(microPayContent(freshNumber(), code));
    const body = envelope(content);
    expect(
      (await post(server.url, '/cpay/micro_pay', body + ' '.repeat(2 ** 20 - Buffer.byteLength(body)))).content.status,
    ).toBe(0);
  });

  it('one byte more is refused with HTTP 413', async () => {
    const reply = await post(server.url, '/cpay/micro_pay', ' '.repeat(2 ** 20 + 1));
    expect(reply).toMatchObject({ http: 413, content: { status: 101 } });
  });

  it('a client that writes everything before it reads receives the refusal too', async () => {
    const { hostname, port } = new URL(server.url);
    const length = 16 * 2 ** 20;
    const socket = connect(Number(port), hostname);
    const failure = new Promise((_, reject) => socket.once('error', reject));
    const body = Buffer.alloc(length, ' ');
    socket.write(`POST /cpay/micro_pay HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`);
    // A socket is not read before it has a data listener.
    await Promise.race([new Promise<void>((written) => socket.write(body, () => written())), failure]);
    const [response] = await Promise.race([once(socket, 'data'), failure as Promise<never>]);
    expect(String(response)).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it('an endless chunked body is refused with HTTP 413', async () => {
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const response = await raw(
      `POST /cpay/ping HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(17)}`,
      true,
    );
    expect(response).toMatch(/^HTTP\/1\.1 413 /);
  });

  // The default limit is 15 s.
  it('a client that never finishes its request is cut off', { timeout: 10_000 }, async () => {
    await using impatient = await startMockServer({ requestTimeout: 50 });
    const response = await raw('POST /cpay/micro_pay HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{', true, impatient.url);
    expect(response).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });
});

describe('shapes', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const nestedObjects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

  it.each([
    ['arrays', nested(300_000)],
    ['objects', nestedObjects(100_000)],
    ['arrays around a long number', `${'['.repeat(100_000)}12345678901234567890${']'.repeat(100_000)}`],
  ])('nested %s', async (_what, json) => {
    expect(await post(server.url, '/cpay/micro_pay', json)).toMatchObject({ http: 200, content: { status: 101 } });
    expect((await call(server.url, 'micro_pay', json)).content.status).toBe(101);
    const content = JSON.stringify(microPayContent(freshNumber(), code)).replace('"fee_type"', `"unknown":${json},"fee_type"`);
    expect((await call(server.url, 'micro_pay', content)).content.status).toBe(101);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])('a field named %s', async (name) => {
    const poison = `"${name}":{"polluted":true,"out_trade_no":"x"}`;
    const content = JSON.stringify(microPayContent(freshNumber(), code)).replaceAll('{', `{${poison},`);
    expect((await call(server.url, 'micro_pay', content)).content.status).toBe(0);
    expect((await post(server.url, '/cpay/micro_pay', `{${poison}}`)).content).toMatchObject({
      status: 101,
      internal_status: 9002,
    });
  });

  it.each([
    ['too large', '1e400'],
    ['too far below', '-1e400'],
    ['of 5,000 digits', '1'.repeat(5_000)],
    ['too small', '0.1e-400'],
    ['negative zero', '-0'],
  ])('a number %s, in any place', async (_what, number) => {
    const content = () => JSON.stringify(microPayContent(freshNumber(), code));
    const amount = content().replace('"total_fee":2', `"total_fee":${number}`);
    expect((await call(server.url, 'micro_pay', amount)).content.status).toBe(101);
    const device = content().replace('"device_id":"824"', `"device_id":${number}`);
    expect([0, 101]).toContain((await call(server.url, 'micro_pay', device)).content.status);
    const unknown = content().replace('"fee_type"', `"unknown":${number},"fee_type"`);
    expect((await call(server.url, 'micro_pay', unknown)).content.status).toBe(0);
  });

  it.each(['__proto__', '../state', '%00', '%', '%ff', 'x'.repeat(600)])(
    'an order number %.12s in a control path',
    async (number) => {
      const response = await fetch(`${server.url}/sandbox/orders/${number}/pay`, { method: 'POST' });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    },
  );

  it('an unpaired surrogate', async () => {
    const content = JSON.stringify(microPayContent(freshNumber(), code)).replace('test', '\\ud83e');
    expect((await call(server.url, 'micro_pay', content)).content.status).toBe(0);
  });
});

describe('connections', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['a broken chunk', 'POST /cpay/ping HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['a body cut short', 'POST /cpay/micro_pay HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{}'],
    ['a huge header', `POST /cpay/ping HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
  ])('%s', async (_what, bytes) => {
    expect(await raw(bytes)).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
  });

  it('a client that disconnects while it waits', async () => {
    const body = envelope(microPayContent(freshNumber(), customersCode('wechat', '0007')));
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const calls = server.state().calls.micro_pay ?? 0;
    socket.write(`POST /cpay/micro_pay HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    while ((server.state().calls.micro_pay ?? 0) === calls) await new Promise(setImmediate);
    socket.destroy();
    await once(socket, 'close');
  });
});

// hostile.long.test.ts sends ten thousand.
it('five hundred requests of every hostile kind: none succeeds', { timeout: 60_000 }, async () => {
  await using own = await startMockServer({ requestTimeout: 200 });
  const results = await attack({ url: own.url, seed: 5, count: 500, attackers: 16, patience: 5_000 });
  expect(new Set(results.map(({ attack }) => attack.kind)).size).toBe(12);
  expect(results.filter(succeeded).map(({ attack }) => attack.kind)).toEqual([]);
  expect(own.state()).toMatchObject({ orders: [], refunds: [] });
});
