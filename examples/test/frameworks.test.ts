import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createTestCallback,
  fastifyCallbackPlugin,
  fetchCallbackHandler,
  koaCallbackMiddleware,
  nodeCallbackHandler,
  Payments,
} from '@cloudpay/payments';
import { merchant } from '@cloudpay/test-kit';
import { serve } from '@hono/node-server';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { describe, expect, test } from 'vitest';
import { responseOf } from './helpers/callbacks.ts';

const options = { confirm: false, onError: () => {} };
const listener = () => {};
const callback = createTestCallback(merchant, { order: { outTradeNo: 'sz010002cz1' } });

/** Sends the callback to a server, and JSON to its other route. */
async function ask(server: Server, body?: string) {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const response = await responseOf(
      await fetch(`${url}/cloudpay/callback`, { ...callback, ...(body !== undefined && { body }) }),
    );
    const echo = await fetch(`${url}/echo`, { method: 'POST', headers: callback.headers, body: '{"a":1}' });
    return { response, echo: echo.ok ? await echo.json() : undefined };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const taken = { http: 200, status: 0 };
const parsed = { http: 500, status: 101, description: expect.stringContaining('express.raw()') };

describe('Express', () => {
  const handle = () => nodeCallbackHandler(new Payments(merchant), listener, options);

  test('before express.json()', async () => {
    const app = express();
    app.post('/cloudpay/callback', handle());
    app.use(express.json());
    app.post('/echo', ({ body }, response) => void response.json(body));
    expect(await ask(app.listen(0, '127.0.0.1'))).toMatchObject({ response: taken, echo: { a: 1 } });
  });

  test('after express.json(): the response says what to do', async () => {
    const app = express();
    app.use(express.json());
    app.post('/cloudpay/callback', handle());
    expect(await ask(app.listen(0, '127.0.0.1'))).toMatchObject({ response: parsed });
  });

  test.each([
    ['express.raw()', express.raw({ type: '*/*' })],
    ['express.text()', express.text({ type: '*/*' })],
    [
      'express.json() that keeps the bytes',
      express.json({ verify: (request, _response, bytes) => Object.assign(request, { rawBody: bytes }) }),
    ],
    ['express.urlencoded(), which leaves JSON alone', express.urlencoded()],
  ])('after %s', async (_name, middleware) => {
    const app = express();
    app.use(middleware);
    app.post('/cloudpay/callback', handle());
    expect(await ask(app.listen(0, '127.0.0.1'))).toMatchObject({ response: taken });
  });

  test('in a router, below a path', async () => {
    const app = express();
    app.use('/cloudpay', express.Router().post('/callback', handle()));
    expect(await ask(app.listen(0, '127.0.0.1'))).toMatchObject({ response: taken });
  });
});

describe('Fastify', () => {
  const plugin = () => fastifyCallbackPlugin(new Payments(merchant), listener, { ...options, path: '/callback' });

  test('keeps the parsers of the other routes, and takes a prefix', async () => {
    const app = fastify();
    app.register(plugin(), { prefix: '/cloudpay' });
    app.post('/echo', async ({ body }) => body);
    await app.listen({ port: 0, host: '127.0.0.1' });
    expect(await ask(app.server)).toMatchObject({ response: taken, echo: { a: 1 } });
  });

  test('whatever the content type', async () => {
    const app = fastify();
    app.register(plugin());
    for (const type of [
      'application/json',
      'application/json; charset=utf-8',
      'text/plain',
      'application/x-www-form-urlencoded',
      undefined,
    ]) {
      const { body } = createTestCallback(merchant, { order: { outTradeNo: `sz${type}` } });
      const headers = type === undefined ? {} : { 'content-type': type };
      const response = await app.inject({ method: 'POST', url: '/callback', headers, body });
      expect(JSON.parse(JSON.parse(response.body).response_content)).toMatchObject({ status: 0 });
      expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    }
    await app.close();
  });

  test('refuses a body that is longer than Fastify itself would take, in the envelope', async () => {
    const app = fastify({ bodyLimit: 100 });
    app.register(plugin(), { prefix: '/cloudpay' });
    await app.listen({ port: 0, host: '127.0.0.1' });
    expect(await ask(app.server, ' '.repeat(1_048_577))).toMatchObject({ response: { http: 413, status: 101 } });
  });
});

describe('Koa', () => {
  const app = (before?: Koa.Middleware) => {
    const koa = new Koa();
    if (before) koa.use(before);
    koa.use(koaCallbackMiddleware(new Payments(merchant), listener, options));
    return koa.listen(0, '127.0.0.1');
  };
  const read = async (context: Koa.Context) => {
    const chunks: Buffer[] = [];
    for await (const chunk of context.req) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };

  test('alone', async () => {
    expect(await ask(app())).toMatchObject({ response: taken });
  });

  test('after a body parser: the response says what to do', async () => {
    const server = app(async (context, next) => {
      Object.assign(context.request, { body: JSON.parse(await read(context)) });
      await next();
    });
    expect(await ask(server)).toMatchObject({ response: parsed });
  });

  test('after a body parser that keeps the text', async () => {
    const server = app(async (context, next) => {
      const rawBody = await read(context);
      Object.assign(context.request, { body: JSON.parse(rawBody), rawBody });
      await next();
    });
    expect(await ask(server)).toMatchObject({ response: taken });
  });
});

describe('Hono', () => {
  const app = () => {
    const handle = fetchCallbackHandler(new Payments(merchant), listener, options);
    const hono = new Hono();
    return { hono, handle };
  };

  test('with the raw request', async () => {
    const { hono, handle } = app();
    hono.post('/cloudpay/callback', ({ req }) => handle(req.raw));
    expect(await ask(serve({ fetch: hono.fetch, port: 0, hostname: '127.0.0.1' }) as Server)).toMatchObject({
      response: taken,
    });
  });

  test('after something has read it: the response says what to do', async () => {
    const { hono, handle } = app();
    hono.use(async ({ req }, next) => {
      await req.json();
      await next();
    });
    hono.post('/cloudpay/callback', ({ req }) => handle(req.raw));
    expect(await ask(serve({ fetch: hono.fetch, port: 0, hostname: '127.0.0.1' }) as Server)).toMatchObject({
      response: parsed,
    });
  });
});
