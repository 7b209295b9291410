import { setImmediate } from 'node:timers/promises';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createNodeTransport } from '../../src/transport/node-transport.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { serveBytes, serveHttp, serveTcp } from '../helpers/servers.ts';
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

describe('HTTP over our own connections', () => {
  const create = createNodeTransport;

  test.each([600, 999])("returns a response of status %i, which fetch's Response does not allow", async (status) => {
    const server = await serveBytes(`HTTP/1.1 ${status} Odd\r\ncontent-length: 2\r\n\r\nok`);
    await expect(open(create).post({ url: server.url, body, timeout })).resolves.toBe('ok');
  });

  test('refuses to switch protocols', async () => {
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
  ])('asks for uncompressed bytes, but can read %s', async (encoding, encode) => {
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

  test('does not use unexpected bytes as the response to another request', async () => {
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

  describe('while connecting', () => {
    /** A server that accepts connections but never does the TLS handshake, and a promise that a client is waiting. */
    async function serveSilence() {
      const { promise: arrived, resolve } = Promise.withResolvers<unknown>();
      const { port } = await serveTcp((socket) => socket.once('data', resolve));
      return { url: `https://127.0.0.1:${port}/`, arrived };
    }

    test.each([
      ['the deadline', 1_500],
      ['the time for connecting, which is shorter,', 2_000],
    ])('%s: nothing was sent', async (_, after) => {
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

    test('an abort: nothing was sent', async () => {
      const controller = new AbortController();
      const { url, arrived } = await serveSilence();
      const failure = rejectionOf(open(create).post({ url, body, timeout, signal: controller.signal }));
      await arrived;
      controller.abort();
      expect(await failure).toMatchObject({ code: 'ABORTED', outcome: 'failed' });
    });

    test('closing the transport: nothing was sent', async () => {
      const transport = open(create);
      const { url, arrived } = await serveSilence();
      const failure = rejectionOf(transport.post({ url, body, timeout }));
      await arrived;
      transport.close();
      expect(await failure).toMatchObject({ code: 'NOT_CONNECTED', outcome: 'failed' });
    });
  });

  test('an abort right after the call: nothing was sent', async () => {
    const controller = new AbortController();
    const server = await serveHttp();
    const failure = rejectionOf(open(create).post({ url: server.url, body, timeout, signal: controller.signal }));
    controller.abort();
    expect(await failure).toMatchObject({ code: 'ABORTED', outcome: 'failed' });
    expect(server.received).toEqual([]);
  });

  test('closing the transport ends running calls: something may have been done', async () => {
    const transport = open(create);
    const server = await serveHttp(() => transport.close());
    const error = await rejectionOf(transport.post({ url: server.url, body, timeout }));
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' });
  });
});
