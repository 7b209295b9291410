import { getEventListeners } from 'node:events';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createFetchTransport, type Fetch } from '../../src/transport/fetch-transport.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { rejectionOf } from '../helpers/thrown.ts';

const body = '{"request_content":"{\\"author_code\\":\\"134520273825387649\\",\\"body\\":\\"咖啡 ☕\\"}"}';
const timeout = 5_000;

function open(create: () => Transport): Transport {
  const transport = create();
  onTestFinished(() => transport.close());
  return transport;
}

// The deadline uses setTimeout. Node's sockets have internal timers, which keep running.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe("HTTP with ky over a caller's fetch", () => {
  const by = (fetch: Fetch) => open(() => createFetchTransport(fetch));

  test('passes it the request', async () => {
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

  test('that obeys its signal has a moment to report that nothing was sent', async () => {
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

  describe('that ignores its signal', () => {
    const deaf = () => new Promise<never>(() => undefined);

    test('is abandoned after the deadline', async () => {
      const failure = rejectionOf(by(deaf).post({ url: 'https://pay.qcloud.com/', body, timeout }));
      await vi.advanceTimersByTimeAsync(timeout + 100);
      expect(await failure).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    });

    test('is abandoned after an abort', async () => {
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
