import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createNodeTransport } from '../../src/transport/node-transport.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { nextOn, type Respond, serveHttp, serveTcp } from '../helpers/servers.ts';
import { rejectionOf } from '../helpers/thrown.ts';

function makeTransport(): Transport {
  const transport = createNodeTransport();
  onTestFinished(() => transport.close());
  return transport;
}

/** One call, and the text of its response. */
function callWith(transport: Transport, url: string, signal?: AbortSignal): Promise<string> {
  return transport.post({ url, body: '{}', timeout: 5_000, signal });
}

/** The next connection that a client opens, on the client's side. */
async function nextClientSocket(): Promise<Socket> {
  return (await nextOn<{ socket: Socket }>('net.client.socket')).socket;
}

describe('connections', () => {
  test('wait at one address for a first packet that was lost, which is sent again after a second', async () => {
    const opened = vi.spyOn(Agent.prototype, 'createConnection');
    onTestFinished(() => opened.mockRestore());
    const server = await serveHttp();
    await callWith(makeTransport(), server.url);
    const [{ autoSelectFamily, autoSelectFamilyAttemptTimeout }] = opened.mock.calls[0] as unknown as [TcpNetConnectOpts];
    expect(autoSelectFamily).toBe(true);
    expect(autoSelectFamilyAttemptTimeout).toBeGreaterThan(1_000);
  });

  test('20 calls in turn share one', async () => {
    const server = await serveHttp();
    const transport = makeTransport();
    for (let call = 0; call < 20; call++) expect(await callWith(transport, server.url)).toBe('ok');
    expect(server.received).toHaveLength(20);
    expect(server.connections).toHaveLength(1);
  });

  test('a kept one collects no listeners, because it may serve a whole day', async () => {
    const server = await serveHttp();
    const transport = makeTransport();
    const opened = nextClientSocket();
    await callWith(transport, server.url);
    const socket = await opened;
    const listeners = () => Object.fromEntries(socket.eventNames().map((name) => [name, socket.listenerCount(name)]));
    const before = listeners();
    for (let call = 0; call < 3; call++) await callWith(transport, server.url);
    expect(listeners()).toEqual(before);
  });

  test('concurrent calls have one each, and later calls share them', async () => {
    const server = await serveHttp();
    const transport = makeTransport();
    for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 5 }, () => callWith(transport, server.url)));
    expect(server.received).toHaveLength(15);
    expect(server.connections).toHaveLength(5);
  });

  test('a response with an error status keeps it', async () => {
    const server = await serveHttp((response) => response.writeHead(503).end('busy'));
    const transport = makeTransport();
    for (let call = 0; call < 3; call++) await callWith(transport, server.url);
    expect(server.connections).toHaveLength(1);
  });

  test('each call opens a new one if the server closes after each response', async () => {
    const server = await serveHttp((response) => response.writeHead(200, { connection: 'close' }).end('ok'));
    const transport = makeTransport();
    for (let call = 0; call < 3; call++) expect(await callWith(transport, server.url)).toBe('ok');
    expect(server.connections).toHaveLength(3);
  });

  test('an aborted call closes its own, but not those of others', async () => {
    const controller = new AbortController();
    const server = await serveHttp((response, { url }) => (url === '/slow' ? controller.abort() : response.end('ok')));
    const transport = makeTransport();
    await callWith(transport, server.url);
    const slow = callWith(transport, `${server.url}slow`, controller.signal);
    const other = callWith(transport, server.url);
    await expect(slow).rejects.toThrow();
    expect(await other).toBe('ok');
    expect(await callWith(transport, server.url)).toBe('ok');
    expect(server.connections).toHaveLength(2);
  });

  test('a timeout closes the idle ones of its host', async () => {
    const server = await serveHttp((response, { url }) => {
      if (url !== '/silent') response.end('ok');
    });
    const other = await serveHttp();
    const transport = makeTransport();
    await Promise.all([1, 2, 3].map(() => callWith(transport, server.url)));
    await callWith(transport, other.url);
    const error = await rejectionOf(transport.post({ url: `${server.url}silent`, body: '{}', timeout: 20 }));
    expect(error).toMatchObject({ code: 'TIMEOUT' });
    await callWith(transport, server.url);
    await callWith(transport, other.url);
    expect(server.connections).toHaveLength(4);
    expect(other.connections).toHaveLength(1);
  });

  test('close closes the idle ones; a later call opens another', async () => {
    const server = await serveHttp();
    const transport = makeTransport();
    await callWith(transport, server.url);
    const [first] = server.connections as readonly [Socket];
    const closed = once(first, 'close');
    transport.close();
    await closed;
    expect(await callWith(transport, server.url)).toBe('ok');
    expect(server.connections).toHaveLength(2);
  });
});

describe('an idle connection', () => {
  /** A server that announces how long it keeps idle connections. */
  const announcing =
    (seconds: number): Respond =>
    (response) =>
      response.writeHead(200, { connection: 'keep-alive', 'keep-alive': `timeout=${seconds}` }).end('ok');

  test('is closed before the server closes it, as announced', async () => {
    const server = await serveHttp(announcing(5));
    const transport = makeTransport();
    const opened = nextClientSocket();
    await callWith(transport, server.url);
    const socket = await opened;
    await vi.waitUntil(() => socket.timeout !== undefined && socket.timeout > 0 && socket.timeout < 5_000);
    // Node emits this event when the idle timeout is reached.
    socket.emit('timeout');
    expect(socket.destroyed).toBe(true);
    expect(await callWith(transport, server.url)).toBe('ok');
    expect(server.connections).toHaveLength(2);
  });

  test('is kept for the longest timer if the server announces years', async () => {
    const server = await serveHttp(announcing(10 ** 9));
    const transport = makeTransport();
    const opened = nextClientSocket();
    await callWith(transport, server.url);
    expect((await opened).timeout).toBe(2 ** 31 - 1);
    await callWith(transport, server.url);
    expect(server.connections).toHaveLength(1);
  });

  test('is not kept if the server announces almost no time', async () => {
    const server = await serveHttp(announcing(1));
    const transport = makeTransport();
    for (let call = 0; call < 2; call++) expect(await callWith(transport, server.url)).toBe('ok');
    expect(server.connections).toHaveLength(2);
  });

  test('is kept for days if the server announces nothing', async () => {
    const server = await serveTcp((socket) => {
      socket.on('data', (bytes) => {
        if (bytes.includes('{}')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const transport = makeTransport();
    const opened = nextClientSocket();
    await callWith(transport, server.url);
    expect((await opened).timeout).toBeFalsy();
    await callWith(transport, server.url);
    expect(server.connections).toHaveLength(1);
  });

  test('does not keep the process alive', async () => {
    const server = await serveHttp();
    const opened = nextClientSocket();
    await callWith(makeTransport(), server.url);
    const socket = await opened;
    const unref = (socket as unknown as { _handle: { hasRef(): boolean } })._handle;
    await vi.waitUntil(() => !unref.hasRef());
  });

  test('is replaced when the server has closed it', async () => {
    const server = await serveHttp();
    const transport = makeTransport();
    const opened = nextClientSocket();
    await callWith(transport, server.url);
    const closed = once(await opened, 'close');
    server.closeIdleConnections();
    await closed;
    expect(await callWith(transport, server.url)).toBe('ok');
    expect(server.connections).toHaveLength(2);
  });
});

describe('a server that closes a kept connection just when a request is sent', () => {
  test('may have read the request', async () => {
    const server = await serveTcp((socket) => {
      let requests = 0;
      socket.on('data', (bytes) => {
        if (!bytes.includes('{}')) return;
        requests += 1;
        if (requests === 2) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const transport = makeTransport();
    expect(await transport.post({ url: server.url, body: '{}', timeout: 5_000 })).toBe('ok');
    const error = await rejectionOf(transport.post({ url: server.url, body: '{}', timeout: 5_000 }));
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', outcome: 'unknown' });
    expect(server.connections).toHaveLength(1);
  });

  test('leads to a new connection or to CONNECTION_LOST, never to NOT_CONNECTED', async () => {
    const server = await serveHttp();
    const transport = makeTransport();
    const post = () => transport.post({ url: server.url, body: '{}', timeout: 5_000 }).catch((error) => error.code);
    const outcomes: string[] = [];
    for (let round = 0; round < 60; round++) {
      while ((await post()) !== 'ok') await setImmediate();
      const response = post();
      // The close comes at each stage of the request.
      for (let turn = 0; turn < round % 6; turn++) await (round % 2 === 0 ? setImmediate() : Promise.resolve());
      if (round % 3 === 0) for (const socket of server.connections) socket.destroy();
      else server.closeIdleConnections();
      outcomes.push(await response);
    }
    expect(outcomes.filter((outcome) => outcome !== 'ok' && outcome !== 'CONNECTION_LOST')).toEqual([]);
    expect(outcomes).toContain('ok');
  });
});
