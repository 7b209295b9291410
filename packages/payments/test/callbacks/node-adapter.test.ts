import type { IncomingMessage, RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { nodeBody } from '../../src/callbacks/adapters/node-body.ts';
import {
  type AdapterOptions,
  type Callback,
  CallbackError,
  type CallbackListener,
  nodeCallbackHandler,
} from '../../src/index.ts';
import { dial, head, listen, post } from './helpers/http.ts';
import { paymentsOf, Service } from './helpers/service.ts';
import { orderContent, otherKey, paymentContent, readReply, seal } from './helpers/wire.ts';

const body = seal(paymentContent());

/** The adapter behind a real server; `before` plays the middlewares that come first. */
async function setUp(
  options: AdapterOptions & { listener?: CallbackListener } = {},
  before: (request: IncomingMessage & { body?: unknown; rawBody?: unknown }) => unknown = () => {},
) {
  const service = new Service();
  service.orders.set('sz010002cz1', orderContent());
  const told: Callback[] = [];
  const refusals: unknown[] = [];
  const { listener, ...rest } = options;
  const handle = nodeCallbackHandler(
    paymentsOf(service),
    (callback) => {
      told.push(callback);
      return listener?.(callback);
    },
    { onError: (error) => refusals.push(error instanceof CallbackError ? error.refusal : error), ...rest },
  );
  const onRequest: RequestListener = async (request, response) => {
    await before(request);
    await handle(request, response);
  };
  return { server: await listen(onRequest), told, refusals };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('nodeCallbackHandler', () => {
  test('reads the bytes itself and answers in the envelope', async () => {
    const { server, told } = await setUp();
    await using _ = server;
    const reply = await post(server.url, body);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(readReply(reply.body)).toMatchObject({ status: 0, authentic: true });
    expect(told).toMatchObject([{ type: 'payment' }]);
  });

  test('refuses what is tampered or unsigned, and acknowledges what was delivered', async () => {
    const { server, told, refusals } = await setUp();
    await using _ = server;
    const unsigned = JSON.stringify({ request_content: JSON.parse(body).request_content });
    for (const forged of [body.replace('1999', '9999'), unsigned, seal(paymentContent(), otherKey), '']) {
      const reply = await post(server.url, forged);
      expect(reply.status).toBe(400);
      expect(readReply(reply.body)).toMatchObject({ status: 101, authentic: undefined });
    }
    expect(told).toEqual([]);
    for (let times = 0; times < 2; times++) expect((await post(server.url, body)).status).toBe(200);
    expect(told).toHaveLength(1);
    expect(refusals).toEqual(['wrongCode', 'unauthenticated', 'wrongCode', 'notAnEnvelope']);
  });

  test('takes a body that arrives byte by byte', async () => {
    const { server, told } = await setUp();
    await using _ = server;
    const bytes = Buffer.from(body);
    const socket = await dial(server.port);
    socket.setNoDelay(true);
    socket.write(head(bytes.length));
    for (let at = 0; at < bytes.length; at += 97) {
      socket.write(bytes.subarray(at, at + 97));
      await new Promise(setImmediate);
    }
    await vi.waitFor(() => expect(socket.received()).toContain('200 OK'));
    socket.destroy();
    expect(told).toHaveLength(1);
  });

  test('serves many at a time, each order once', async () => {
    const { server, told } = await setUp();
    await using _ = server;
    const replies = await Promise.all(Array.from({ length: 20 }, () => post(server.url, body)));
    for (const { status } of replies) expect([200, 400]).toContain(status);
    expect(replies[0]?.status).toBe(200);
    expect(told).toHaveLength(1);
  });
});

describe('a body that something has read before', () => {
  test('and parsed: the response says what to do', async () => {
    const { server, told, refusals } = await setUp({}, async (request) => {
      request.body = JSON.parse((await bytesOf(request)).toString());
    });
    await using _ = server;
    const reply = await post(server.url, body);
    expect(reply.status).toBe(500);
    expect(readReply(reply.body)).toMatchObject({ status: 101 });
    expect(readReply(reply.body).description).toContain('express.raw()');
    expect(refusals).toEqual(['parsedBody']);
    expect(told).toEqual([]);
  });

  test('and thrown away', async () => {
    const { server, refusals } = await setUp({}, bytesOf);
    await using _ = server;
    expect((await post(server.url, body)).status).toBe(500);
    expect(refusals).toEqual(['parsedBody']);
  });

  test.each([
    ['and kept as bytes in body (express.raw)', 'body', (bytes: Buffer) => bytes],
    ['and kept as text in body (express.text)', 'body', (bytes: Buffer) => bytes.toString()],
    ['and kept as bytes in rawBody (Nest)', 'rawBody', (bytes: Buffer) => bytes],
  ] as const)('%s', async (_name, place, form) => {
    const { server, told } = await setUp({}, async (request) => {
      const bytes = await bytesOf(request);
      request.body = JSON.parse(bytes.toString());
      request[place] = form(bytes);
    });
    await using _ = server;
    expect((await post(server.url, body)).status).toBe(200);
    expect(told).toHaveLength(1);
  });

  test('or rather not: Express 4 leaves an empty object in body', async () => {
    const { server, told } = await setUp({}, (request) => {
      request.body = {};
    });
    await using _ = server;
    expect((await post(server.url, body)).status).toBe(200);
    expect(told).toHaveLength(1);
  });
});

describe('a body that is no good', () => {
  test('too long, with a length', async () => {
    const { server, refusals, told } = await setUp();
    await using _ = server;
    const reply = await post(server.url, Buffer.alloc(1_048_577, 0x20));
    expect(reply.status).toBe(413);
    expect(readReply(reply.body)).toMatchObject({ status: 101 });
    expect(refusals).toEqual(['tooLarge']);
    expect(told).toEqual([]);
  });

  test('too long, and endless: it is answered before it ends', async () => {
    const { server, refusals } = await setUp();
    await using _ = server;
    const socket = await dial(server.port);
    socket.write('POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n');
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 0x20), Buffer.from('\r\n')]);
    for (let count = 0; count < 17; count++) socket.write(chunk);
    await vi.waitFor(() => expect(socket.received()).toContain('413'));
    expect(socket.received().toLowerCase()).toContain('connection: close');
    expect(refusals).toEqual(['tooLarge']);
    socket.destroy();
  });

  test('as long as may be is read', async () => {
    const { server, told } = await setUp();
    await using _ = server;
    expect((await post(server.url, body + ' '.repeat(1_048_576 - Buffer.byteLength(body)))).status).toBe(200);
    expect(told).toHaveLength(1);
  });

  test('too slow', async () => {
    const { server, refusals, told } = await setUp({ bodyTimeout: 50 });
    await using _ = server;
    const socket = await dial(server.port);
    socket.write(head(Buffer.byteLength(body)) + body.slice(0, 100));
    await vi.waitFor(() => expect(socket.received()).toContain('408'));
    expect(socket.received().toLowerCase()).toContain('connection: close');
    expect(refusals).toEqual(['incomplete']);
    expect(told).toEqual([]);
    socket.destroy();
  });

  test('broken off: the next one is served', async () => {
    const { server, refusals, told } = await setUp();
    await using _ = server;
    const socket = await dial(server.port);
    socket.write(head(Buffer.byteLength(body)) + body.slice(0, 100));
    await delay(20);
    socket.destroy();
    await vi.waitFor(() => expect(refusals).toEqual(['incomplete']));
    expect(told).toEqual([]);
    expect((await post(server.url, body)).status).toBe(200);
  });
});

test('a stream that closes early is an incomplete body', async () => {
  const stream = new Readable({ read() {} });
  const body = nodeBody(stream, {}, 10_000);
  stream.destroy();
  await expect(body).rejects.toMatchObject({ refusal: 'incomplete' });
});

describe('Cloud Pay grows impatient and hangs up', () => {
  test('its redelivery is acknowledged, and the listener is not called again', async () => {
    const { promise: work, resolve: finish } = Promise.withResolvers<void>();
    const { server, told, refusals } = await setUp({ listener: () => work });
    await using _ = server;
    const socket = await dial(server.port);
    socket.write(head(Buffer.byteLength(body)) + body);
    await vi.waitFor(() => expect(told).toHaveLength(1));
    socket.destroy();
    await delay(20);
    finish();
    await delay(20);
    const reply = await post(server.url, body);
    expect(readReply(reply.body)).toMatchObject({ status: 0, authentic: true });
    expect(told).toHaveLength(1);
    expect(refusals).toEqual([]);
  });

  test('its redelivery while the listener is at work is acknowledged with it', async () => {
    const { promise: work, resolve: finish } = Promise.withResolvers<void>();
    const { server, told } = await setUp({ listener: () => work });
    await using _ = server;
    const socket = await dial(server.port);
    socket.write(head(Buffer.byteLength(body)) + body);
    await vi.waitFor(() => expect(told).toHaveLength(1));
    socket.destroy();
    const again = post(server.url, body);
    await delay(20);
    finish();
    expect((await again).status).toBe(200);
    expect(told).toHaveLength(1);
  });
});
