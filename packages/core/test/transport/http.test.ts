import { getEventListeners, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createFetchTransport, type Fetch } from '../../src/transport/fetch-transport.ts';
import { createNodeTransport } from '../../src/transport/node-transport.ts';
import type { HttpRequest, ResponseHead, Transport } from '../../src/transport/transport.ts';
import { nextOn, type Respond, refusedUrl, serveBytes, serveHttp, serveTcp } from '../helpers/servers.ts';
import { rejectionOf } from '../helpers/thrown.ts';

const body = '{"request_content":"{\\"author_code\\":\\"134520273825387649\\",\\"body\\":\\"咖啡 ☕\\"}"}';
const timeout = 5_000;

function open(create: () => Transport): Transport {
  const transport = create();
  onTestFinished(() => transport.close());
  return transport;
}

// The deadline is set by setTimeout; Node's sockets have timers of their own, which run on.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Posts, and runs the clock to the last moment before the deadline and past it, once `underWay` has come. */
async function runIntoDeadline(transport: Transport, request: Omit<HttpRequest, 'timeout'>, underWay: Promise<unknown>) {
  let settled = false;
  const failure = rejectionOf(
    transport.post({ ...request, timeout }).finally(() => {
      settled = true;
    }),
  );
  await underWay;
  vi.advanceTimersByTime(timeout - 1);
  for (let turn = 0; turn < 5; turn++) await setImmediate();
  expect(settled).toBe(false);
  vi.advanceTimersByTime(1);
  return failure;
}

describe.each([
  { name: 'connections of our own', create: createNodeTransport, headersChannel: 'http.client.response.finish' },
  {
    name: 'ky over globalThis.fetch',
    create: () => createFetchTransport(globalThis.fetch),
    headersChannel: 'undici:request:headers',
  },
])('HTTP by $name', ({ create, headersChannel }) => {
  test('posts the body and returns that of the response', async () => {
    const server = await serveHttp((response) => response.end('{"description":"操作成功 🧧"}'));
    const response = await open(create).post({ url: `${server.url}cpay/micro_pay`, body, timeout });
    expect(response).toBe('{"description":"操作成功 🧧"}');
    expect(server.received).toEqual([
      {
        method: 'POST',
        url: '/cpay/micro_pay',
        body,
        headers: expect.objectContaining({ 'content-length': `${Buffer.byteLength(body)}` }),
      },
    ]);
    expect(server.received[0]?.headers['content-type']).toMatch(/^application\/json\b/);
  });

  test.each([200, 201, 400, 401, 404, 408, 413, 429, 500, 502, 503, 504, 599])(
    'returns the response of status %i, and sends nothing again',
    async (status) => {
      const server = await serveHttp((response) => response.writeHead(status, { 'retry-after': '0' }).end('the response'));
      await expect(open(create).post({ url: server.url, body, timeout })).resolves.toBe('the response');
      expect(server.received).toHaveLength(1);
    },
  );

  test('returns an empty response', async () => {
    const server = await serveHttp((response) => response.end());
    await expect(open(create).post({ url: server.url, body, timeout })).resolves.toBe('');
  });

  test.each([204, 205, 304])('returns the response of status %i, which has no body', async (status) => {
    const server = await serveHttp((response) => response.writeHead(status).end());
    await expect(open(create).post({ url: server.url, body, timeout })).resolves.toBe('');
  });

  test.each([301, 302, 303, 307, 308])('follows no redirect (%i): the request is for one host alone', async (status) => {
    const other = await serveHttp();
    const server = await serveHttp((response) => response.writeHead(status, { location: other.url }).end('elsewhere'));
    await expect(open(create).post({ url: server.url, body, timeout })).resolves.toBe('elsewhere');
    expect(other.received).toEqual([]);
  });

  test('tells the head of a response that is no 200', async () => {
    const onHead = vi.fn<(head: ResponseHead) => void>();
    const server = await serveHttp((response) => response.writeHead(302, { location: 'http://portal.example/' }).end('<html>'));
    await open(create).post({ url: server.url, body, timeout, onHead });
    expect(onHead.mock.calls).toEqual([[{ status: 302, location: 'http://portal.example/' }]]);
  });

  test('reads past the interim answers', async () => {
    const server = await serveBytes('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    await expect(open(create).post({ url: server.url, body, timeout })).resolves.toBe('ok');
  });

  test('reads a response of 16 MiB', async () => {
    const length = 16 * 1024 * 1024;
    const server = await serveHttp((response) => response.end('x'.repeat(length)));
    expect(await open(create).post({ url: server.url, body, timeout })).toHaveLength(length);
  });

  test('refuses a longer one, and reads no further', async () => {
    const server = await serveHttp((response) => {
      const chunk = 'x'.repeat(1024 * 1024);
      const next = () => response.write(chunk, (error) => error ?? next());
      next();
    });
    const error = await rejectionOf(open(create).post({ url: server.url, body, timeout }));
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' });
    expect(inspect(error)).toContain('longer than');
  });

  describe('NOT_CONNECTED: nothing was sent', () => {
    test('nobody listens', async () => {
      const error = await rejectionOf(open(create).post({ url: await refusedUrl(), body, timeout }));
      expect(error).toMatchObject({ code: 'NOT_CONNECTED', outcome: 'failed' });
    });

    test('nobody listens at any address of a name', async () => {
      const error = await rejectionOf(open(create).post({ url: await refusedUrl('localhost'), body, timeout }));
      expect(error).toMatchObject({ code: 'NOT_CONNECTED', outcome: 'failed' });
    });

    test('the host has no address', async () => {
      // No name has a part of 64 letters, so that no name server need be asked.
      const url = `http://${'x'.repeat(64)}.invalid/`;
      const error = await rejectionOf(open(create).post({ url, body, timeout }));
      expect(error).toMatchObject({ code: 'NOT_CONNECTED', outcome: 'failed' });
    });
  });

  describe('CONNECTION_LOST: something may have been sent', () => {
    test.each([
      ['the server hangs up', ''],
      ['the server hangs up within the headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
      ['the server hangs up within the response', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"response_content"'],
      ['the server hangs up within the chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n'],
      ['the response is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
      ['the response has no sound length', 'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\nok'],
    ])('%s', async (_, bytes) => {
      const server = await serveBytes(bytes);
      const error = await rejectionOf(open(create).post({ url: server.url, body, timeout }));
      expect(error).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' });
      expect(server.connections).toHaveLength(1);
    });

    test('the server resets the connection', async () => {
      const server = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
      const error = await rejectionOf(open(create).post({ url: server.url, body, timeout }));
      expect(error).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' });
      expect(server.connections).toHaveLength(1);
    });
  });

  describe('TIMEOUT: something may have been sent', () => {
    test('the server accepts and never answers', async () => {
      const { promise: arrived, resolve } = Promise.withResolvers<void>();
      const server = await serveHttp(() => resolve());
      const error = await runIntoDeadline(open(create), { url: server.url, body }, arrived);
      expect(error).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    });

    test('the server stops within the headers', async () => {
      const { promise: arrived, resolve } = Promise.withResolvers<void>();
      const server = await serveTcp((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 O', () => resolve())));
      const error = await runIntoDeadline(open(create), { url: server.url, body }, arrived);
      expect(error).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    });

    test('the response trickles in for longer', async () => {
      const trickle: Respond = (response) => {
        response.writeHead(200).write('{');
        // A byte each simulated second, so that the connection is never silent for long.
        const next = () => setTimeout(() => response.write(' ', next), 1_000);
        next();
      };
      const server = await serveHttp(trickle);
      const error = await runIntoDeadline(open(create), { url: server.url, body }, nextOn(headersChannel));
      expect(error).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    });
  });

  describe('ABORTED', () => {
    const aborted = { code: 'ABORTED', message: expect.stringContaining('aborted') };

    test('before the call: nothing was sent', async () => {
      const server = await serveHttp();
      const error = await rejectionOf(open(create).post({ url: server.url, body, timeout, signal: AbortSignal.abort() }));
      expect(error).toMatchObject({ ...aborted, outcome: 'failed' });
      expect(server.connections).toEqual([]);
    });

    test('after the request was sent: something may have been done', async () => {
      const controller = new AbortController();
      const server = await serveHttp(() => controller.abort());
      const error = await rejectionOf(open(create).post({ url: server.url, body, timeout, signal: controller.signal }));
      expect(error).toMatchObject({ ...aborted, outcome: 'unknown' });
      expect(server.received).toHaveLength(1);
    });

    test('within the response: something may have been done', async () => {
      const controller = new AbortController();
      const server = await serveHttp((response) => response.write('{'));
      const headers = nextOn(headersChannel);
      const failure = rejectionOf(open(create).post({ url: server.url, body, timeout, signal: controller.signal }));
      await headers;
      controller.abort();
      expect(await failure).toMatchObject({ ...aborted, outcome: 'unknown' });
    });

    test.each<[string, unknown]>([
      ['an error', new Error('the cashier')],
      ['text', 'the cashier'],
      ['nothing', undefined],
      ['null', null],
      ['a time limit', new DOMException('x', 'TimeoutError')],
      // As when the failure of one call ends another: what was not sent there may have been sent here.
      ['a connection that failed elsewhere', Object.assign(new Error('x'), { syscall: 'connect', code: 'ECONNREFUSED' })],
      ['a failure with such a cause', new Error('x', { cause: Object.assign(new Error('y'), { syscall: 'getaddrinfo' }) })],
    ])('for the reason of %s', async (_, reason) => {
      const controller = new AbortController();
      const server = await serveHttp(() => controller.abort(reason));
      const error = await rejectionOf(open(create).post({ url: server.url, body, timeout, signal: controller.signal }));
      expect(error).toMatchObject({ ...aborted, outcome: 'unknown' });
      expect(error.cause).toBe(controller.signal.reason);
    });

    test('ends all calls under the same signal, which has one listener for them', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      let arrived = 0;
      let listeners: number | undefined;
      const server = await serveHttp(() => {
        arrived += 1;
        if (arrived < 3) return;
        listeners = getEventListeners(signal, 'abort').length;
        controller.abort();
      });
      const transport = open(create);
      const calls = Array.from({ length: 3 }, () => rejectionOf(transport.post({ url: server.url, body, timeout, signal })));
      for (const error of await Promise.all(calls)) expect(error).toMatchObject({ ...aborted, outcome: 'unknown' });
      expect(listeners).toBe(1);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    });

    test('closes the connection', async () => {
      const controller = new AbortController();
      const { promise: arrived, resolve } = Promise.withResolvers<void>();
      const server = await serveHttp(() => resolve());
      const failure = rejectionOf(open(create).post({ url: server.url, body, timeout, signal: controller.signal }));
      await arrived;
      const closed = once(server.connections[0] as never, 'close');
      controller.abort();
      await Promise.all([failure, closed]);
    });
  });

  test('holds no part of the request in an error, however deep one looks', async () => {
    const failures = [
      { url: await refusedUrl() },
      { url: (await serveBytes('')).url },
      { url: (await serveBytes('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{')).url },
      { url: (await serveBytes('no HTTP')).url },
      { url: (await serveHttp()).url, signal: AbortSignal.abort() },
    ];
    const transport = open(create);
    for (const request of failures) {
      const error = await rejectionOf(transport.post({ ...request, body, timeout }));
      const shown = inspect(error, {
        depth: Number.POSITIVE_INFINITY,
        showHidden: true,
        maxStringLength: null,
        maxArrayLength: null,
      });
      for (const secret of ['134520273825387649', 'author_code', '咖啡']) expect(shown).not.toContain(secret);
      // Bytes are shown as numbers.
      expect(shown).not.toContain(inspect(Buffer.from('author_code')).slice(8, -1));
    }
  });
});

describe('HTTP by connections of our own', () => {
  const create = createNodeTransport;

  test.each([600, 999])('returns a response of status %i, which no Response has', async (status) => {
    const server = await serveBytes(`HTTP/1.1 ${status} Odd\r\ncontent-length: 2\r\n\r\nok`);
    await expect(open(create).post({ url: server.url, body, timeout })).resolves.toBe('ok');
  });

  test('takes no part in another protocol', async () => {
    const server = await serveBytes('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nok', 'stays open');
    const error = await rejectionOf(open(create).post({ url: server.url, body, timeout }));
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' });
  });

  test.each<[string, (bytes: string) => Buffer]>([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['identity', Buffer.from],
  ])('asks for plain bytes, and reads %s all the same', async (encoding, encode) => {
    const server = await serveHttp((response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(encode('{"description":"操作成功 🧧"}')),
    );
    expect(await open(create).post({ url: server.url, body, timeout })).toBe('{"description":"操作成功 🧧"}');
    expect(server.received[0]?.headers['accept-encoding']).toBe('identity');
  });

  test.each([
    ['is no gzip', 'gzip', Buffer.from('{"status":0}')],
    ['is cut short', 'gzip', gzipSync('{"status":0}').subarray(0, -9)],
    ['is of an unknown kind', 'constructor', Buffer.from('{}')],
    ['grows beyond 16 MiB', 'gzip', gzipSync(Buffer.alloc(16 * 1024 * 1024 + 1))],
  ])('refuses a compressed response that %s', async (_, encoding, bytes) => {
    const server = await serveHttp((response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes));
    const error = await rejectionOf(open(create).post({ url: server.url, body, timeout }));
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' });
  });

  test("does not take bytes that came unasked for another request's response", async () => {
    const server = await serveTcp((socket) => {
      socket.on('data', (bytes) => {
        if (!bytes.includes('request_content')) return;
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        setImmediate().then(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstale'));
      });
    });
    const transport = open(create);
    for (let call = 0; call < 5; call++) {
      expect(await transport.post({ url: server.url, body, timeout })).toBe('ok');
      for (let turn = 0; turn < 20; turn++) await setImmediate();
    }
  });

  describe('while the connection is being made', () => {
    /** A server that never shakes hands, and what tells that someone waits for it. */
    async function serveSilence() {
      const { promise: arrived, resolve } = Promise.withResolvers<unknown>();
      const { port } = await serveTcp((socket) => socket.once('data', resolve));
      return { url: `https://127.0.0.1:${port}/`, arrived };
    }

    test.each([
      ['the deadline', 1_500],
      ['the time for connecting, which is shorter,', 2_000],
    ])('%s finds nothing sent', async (_, after) => {
      const { url, arrived } = await serveSilence();
      const deadline = after === 2_000 ? timeout : after;
      let settled = false;
      const failure = rejectionOf(
        open(create)
          .post({ url, body, timeout: deadline })
          .finally(() => (settled = true)),
      );
      await arrived;
      vi.advanceTimersByTime(after - 1);
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      expect(settled).toBe(false);
      vi.advanceTimersByTime(1);
      expect(await failure).toMatchObject({ code: 'NOT_CONNECTED', outcome: 'failed' });
    });

    test('an abort finds nothing sent', async () => {
      const controller = new AbortController();
      const { url, arrived } = await serveSilence();
      const failure = rejectionOf(open(create).post({ url, body, timeout, signal: controller.signal }));
      await arrived;
      controller.abort();
      expect(await failure).toMatchObject({ code: 'ABORTED', outcome: 'failed' });
    });

    test('closing the transport finds nothing sent', async () => {
      const transport = open(create);
      const { url, arrived } = await serveSilence();
      const failure = rejectionOf(transport.post({ url, body, timeout }));
      await arrived;
      transport.close();
      expect(await failure).toMatchObject({ code: 'NOT_CONNECTED', outcome: 'failed' });
    });
  });

  test('an abort right after the call finds nothing sent', async () => {
    const controller = new AbortController();
    const server = await serveHttp();
    const failure = rejectionOf(open(create).post({ url: server.url, body, timeout, signal: controller.signal }));
    controller.abort();
    expect(await failure).toMatchObject({ code: 'ABORTED', outcome: 'failed' });
    expect(server.received).toEqual([]);
  });

  test('closing the transport ends what is under way: something may have been done', async () => {
    const transport = open(create);
    const server = await serveHttp(() => transport.close());
    const error = await rejectionOf(transport.post({ url: server.url, body, timeout }));
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' });
  });
});

describe("HTTP by ky over a caller's fetch", () => {
  const by = (fetch: Fetch) => open(() => createFetchTransport(fetch));

  test('hands it the request', async () => {
    const fetch = vi.fn<Fetch>(async () => new Response('ok'));
    await by(fetch).post({ url: 'https://pay.qcloud.com/cpay/ping', body, timeout });
    expect(fetch).toHaveBeenCalledOnce();
    const request = fetch.mock.calls[0]?.[0] as Request;
    expect([request.method, request.url, request.redirect]).toEqual(['POST', 'https://pay.qcloud.com/cpay/ping', 'manual']);
  });

  test.each<[string, unknown, object]>([
    ['an error of its own', new Error('the proxy is down'), { code: 'CONNECTION_LOST', outcome: 'unknown' }],
    ['a TypeError without a cause', new TypeError('fetch failed'), { code: 'CONNECTION_LOST', outcome: 'unknown' }],
    ['something that is no error', 'the proxy is down', { code: 'CONNECTION_LOST', outcome: 'unknown' }],
    ['nothing', undefined, { code: 'CONNECTION_LOST', outcome: 'unknown' }],
    [
      'a reset connection',
      new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { syscall: 'read', code: 'ECONNRESET' }) }),
      { code: 'CONNECTION_LOST', outcome: 'unknown' },
    ],
    [
      'a refused connection in a realm of its own, as in Jest',
      runInNewContext("Object.assign(new TypeError('x'), { cause: Object.assign(new Error('y'), { syscall: 'connect' }) })"),
      { code: 'NOT_CONNECTED', outcome: 'failed' },
    ],
    [
      'a refused connection, as Bun tells it',
      Object.assign(new TypeError('ECONNREFUSED: Unable to connect.'), { code: 'ECONNREFUSED' }),
      { code: 'NOT_CONNECTED', outcome: 'failed' },
    ],
    [
      'a refused connection, as Deno tells it',
      new TypeError('fetch failed', { cause: new Error('error sending request for url (x): client error (Connect): tcp') }),
      { code: 'NOT_CONNECTED', outcome: 'failed' },
    ],
    [
      'a connection that broke, as Deno tells it',
      new TypeError('fetch failed', { cause: new Error('error sending request for url (x): client error (SendRequest)') }),
      { code: 'CONNECTION_LOST', outcome: 'unknown' },
    ],
    [
      'the code of a refused connection, of a call that comes later',
      Object.assign(new Error('x'), { syscall: 'read', code: 'ECONNREFUSED' }),
      { code: 'CONNECTION_LOST', outcome: 'unknown' },
    ],
    [
      'a port that fetch blocks',
      new TypeError('fetch failed', { cause: new Error('bad port') }),
      { code: 'NOT_CONNECTED', outcome: 'failed' },
    ],
    [
      'a refused connection, deep down',
      new TypeError('fetch failed', {
        cause: new Error('x', { cause: Object.assign(new Error('y'), { syscall: 'connect' }) }),
      }),
      { code: 'NOT_CONNECTED', outcome: 'failed' },
    ],
    [
      "undici's own time limit for connections",
      new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'UND_ERR_CONNECT_TIMEOUT' }) }),
      { code: 'NOT_CONNECTED', outcome: 'failed' },
    ],
    [
      'connections that were refused at each address',
      new TypeError('fetch failed', {
        cause: new AggregateError([1, 2].map(() => Object.assign(new Error('x'), { syscall: 'connect' }))),
      }),
      { code: 'NOT_CONNECTED', outcome: 'failed' },
    ],
    [
      'a connection that was refused at one address and reset at another',
      new AggregateError([
        Object.assign(new Error('x'), { syscall: 'connect' }),
        Object.assign(new Error('y'), { syscall: 'read' }),
      ]),
      { code: 'CONNECTION_LOST', outcome: 'unknown' },
    ],
    ['an AggregateError of nothing', new AggregateError([]), { code: 'CONNECTION_LOST', outcome: 'unknown' }],
  ])('that throws %s', async (_, thrown, expected) => {
    const error = await rejectionOf(
      by(async () => {
        throw thrown;
      }).post({ url: 'https://pay.qcloud.com/', body, timeout }),
    );
    expect(error).toMatchObject(expected);
  });

  test('that heeds its signal has a moment to say that nothing was sent', async () => {
    const controller = new AbortController();
    const fetch: Fetch = async () => {
      controller.abort();
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw Object.assign(new Error('x'), { syscall: 'connect' });
    };
    const failure = rejectionOf(by(fetch).post({ url: 'https://pay.qcloud.com/', body, timeout, signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(50);
    expect(await failure).toMatchObject({ code: 'ABORTED', outcome: 'failed' });
  });

  describe('that pays no attention to its signal', () => {
    const deaf = () => new Promise<never>(() => undefined);

    test('is not waited for after the deadline', async () => {
      const failure = rejectionOf(by(deaf).post({ url: 'https://pay.qcloud.com/', body, timeout }));
      await vi.advanceTimersByTimeAsync(timeout + 100);
      expect(await failure).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    });

    test('is not waited for after an abort', async () => {
      const controller = new AbortController();
      const { promise: called, resolve } = Promise.withResolvers<void>();
      const silent: Fetch = () => {
        resolve();
        return deaf();
      };
      const failure = rejectionOf(
        by(silent).post({ url: 'https://pay.qcloud.com/', body, timeout, signal: controller.signal }),
      );
      await called;
      controller.abort();
      await vi.advanceTimersByTimeAsync(timeout - 1);
      expect(await failure).toMatchObject({ code: 'ABORTED', outcome: 'unknown' });
    });
  });

  test.each<[string, Fetch]>([
    ['answers', async () => new Response('ok')],
    ['fails', async () => Promise.reject(new Error('x'))],
  ])('that %s leaves no timer and no listener behind', async (_, fetch) => {
    const { signal } = new AbortController();
    await by(fetch)
      .post({ url: 'https://pay.qcloud.com/', body, timeout, signal })
      .catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
