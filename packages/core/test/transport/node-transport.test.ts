import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import tls from 'node:tls';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createNodeTransport } from '../../src/transport/node-transport.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { makeSelfSignedCertificate } from '../helpers/certificate.ts';
import { nextOn, type Respond, sayOk, serveHttp, serveHttps, serveTcp } from '../helpers/servers.ts';
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

/** The next connection that a client opens, as the client holds it. */
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

  test('a kept one collects nothing: it may serve a whole day', async () => {
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

  test('calls at the same time have one each, which later calls share', async () => {
    const server = await serveHttp();
    const transport = makeTransport();
    for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 5 }, () => callWith(transport, server.url)));
    expect(server.received).toHaveLength(15);
    expect(server.connections).toHaveLength(5);
  });

  test('a response that is an error keeps it', async () => {
    const server = await serveHttp((response) => response.writeHead(503).end('busy'));
    const transport = makeTransport();
    for (let call = 0; call < 3; call++) await callWith(transport, server.url);
    expect(server.connections).toHaveLength(1);
  });

  test('a server that closes after each response gets a new one for each call', async () => {
    const server = await serveHttp((response) => response.writeHead(200, { connection: 'close' }).end('ok'));
    const transport = makeTransport();
    for (let call = 0; call < 3; call++) expect(await callWith(transport, server.url)).toBe('ok');
    expect(server.connections).toHaveLength(3);
  });

  test('a call that is aborted takes its own with it, not those of others', async () => {
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

  test('one that brings no response in time takes the idle ones of its host with it', async () => {
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

describe('a connection that idles', () => {
  /** A server that announces how long it keeps connections. */
  const announcing =
    (seconds: number): Respond =>
    (response) =>
      response.writeHead(200, { connection: 'keep-alive', 'keep-alive': `timeout=${seconds}` }).end('ok');

  test('is given up before the server gives it up, as it announced', async () => {
    const server = await serveHttp(announcing(5));
    const transport = makeTransport();
    const opened = nextClientSocket();
    await callWith(transport, server.url);
    const socket = await opened;
    await vi.waitUntil(() => socket.timeout !== undefined && socket.timeout > 0 && socket.timeout < 5_000);
    // The pause is over: Node says so by this event.
    socket.emit('timeout');
    expect(socket.destroyed).toBe(true);
    expect(await callWith(transport, server.url)).toBe('ok');
    expect(server.connections).toHaveLength(2);
  });

  test('is kept for as long as a timer runs when the server announces years', async () => {
    const server = await serveHttp(announcing(10 ** 9));
    const transport = makeTransport();
    const opened = nextClientSocket();
    await callWith(transport, server.url);
    expect((await opened).timeout).toBe(2 ** 31 - 1);
    await callWith(transport, server.url);
    expect(server.connections).toHaveLength(1);
  });

  test('is not kept at all when the server announces next to nothing', async () => {
    const server = await serveHttp(announcing(1));
    const transport = makeTransport();
    for (let call = 0; call < 2; call++) expect(await callWith(transport, server.url)).toBe('ok');
    expect(server.connections).toHaveLength(2);
  });

  test('is kept for days when the server announces nothing', async () => {
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

describe('a server that closes a kept connection just as a request goes out', () => {
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

  test('leads to a new connection or to CONNECTION_LOST, at whatever moment it closes, never to NOT_CONNECTED', async () => {
    const server = await serveHttp();
    const transport = makeTransport();
    const post = () => transport.post({ url: server.url, body: '{}', timeout: 5_000 }).catch((error) => error.code);
    const outcomes: string[] = [];
    for (let round = 0; round < 60; round++) {
      while ((await post()) !== 'ok') await setImmediate();
      const response = post();
      // The close meets the request at every stage of its way.
      for (let turn = 0; turn < round % 6; turn++) await (round % 2 === 0 ? setImmediate() : Promise.resolve());
      if (round % 3 === 0) for (const socket of server.connections) socket.destroy();
      else server.closeIdleConnections();
      outcomes.push(await response);
    }
    expect(outcomes.filter((outcome) => outcome !== 'ok' && outcome !== 'CONNECTION_LOST')).toEqual([]);
    expect(outcomes).toContain('ok');
  });
});

describe('TLS', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  /** Trusts a certificate until the test ends. */
  function trust(cert: string): void {
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, cert]);
    onTestFinished(() => tls.setDefaultCACertificates(before));
  }

  /** Posts to a server that is not to be trusted, which must not see the request. */
  async function expectRefusal(server: Awaited<ReturnType<typeof serveHttps>>, code: RegExp, meaning = /TLS/): Promise<void> {
    const transport = makeTransport();
    const error = await rejectionOf(transport.post({ url: server.url, body: '{}', timeout: 5_000 }));
    expect(error).toMatchObject({
      code: 'NOT_CONNECTED',
      outcome: 'failed',
      connection: { code: expect.stringMatching(code), url: server.url },
    });
    expect(error.message).toContain(server.url);
    expect(error.message).toMatch(meaning);
    const causes = [];
    for (let at: unknown = error; at instanceof Error; at = at.cause) causes.push((at as NodeJS.ErrnoException).code);
    expect(causes.at(-1)).toMatch(code);
    // Whatever did arrive has been read by then.
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    expect(server.connections).toHaveLength(1);
    expect(server.received).toEqual([]);
  }

  test('a certificate that nobody vouches for is refused: nothing was sent', async () => {
    await expectRefusal(await serveHttps(makeSelfSignedCertificate()), /^DEPTH_ZERO_SELF_SIGNED_CERT$/, /NODE_EXTRA_CA_CERTS/);
  });

  test('whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    // Node warns of the variable, whether it has an effect or not.
    vi.spyOn(process, 'emitWarning').mockReturnValue();
    await expectRefusal(await serveHttps(makeSelfSignedCertificate()), /^DEPTH_ZERO_SELF_SIGNED_CERT$/, /NODE_EXTRA_CA_CERTS/);
  });

  test.each([
    ['is not valid yet', { from: '480101' }, /^CERT_NOT_YET_VALID$/],
    ['has expired', { to: '210101' }, /^CERT_HAS_EXPIRED$/],
  ])('a certificate that %s is refused, and the clock named: nothing was sent', async (_, validity, code) => {
    const certificate = makeSelfSignedCertificate(validity);
    trust(certificate.cert);
    await expectRefusal(await serveHttps(certificate), code, /本机时间.*clock/);
  });

  test('the certificate of another host is refused: nothing was sent', async () => {
    const certificate = makeSelfSignedCertificate({ dns: 'pay.qcloud.com', ip: [10, 0, 0, 1] });
    trust(certificate.cert);
    await expectRefusal(await serveHttps(certificate), /^ERR_TLS_CERT_ALTNAME_INVALID$/, /baseUrls/);
  });

  test('a server of TLS 1.1 is refused, whatever the process allows: nothing was sent', async () => {
    const { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS } = tls;
    onTestFinished(() => void Object.assign(tls, { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS }));
    Object.assign(tls, { DEFAULT_MIN_VERSION: 'TLSv1.1', DEFAULT_CIPHERS: 'DEFAULT@SECLEVEL=0' });
    const certificate = makeSelfSignedCertificate();
    trust(certificate.cert);
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expectRefusal(await serveHttps({ ...certificate, ...old }), /^(?:ERR_SSL_|ECONNRESET|EPROTO)/, /TLS|连接/);
  });

  describe('through the proxy of the environment', () => {
    /** A proxy that makes tunnels, or refuses to. */
    async function serveProxy(refusal?: string) {
      const tunnels: string[] = [];
      const proxy = await serveTcp((socket) => {
        socket.once('data', (bytes) => {
          const target = /^CONNECT 127\.0\.0\.1:(\d+) /.exec(bytes.toString('latin1'))?.[1];
          if (target === undefined || refusal !== undefined) {
            socket.end(`HTTP/1.1 ${refusal ?? '400 Bad Request'}\r\ncontent-length: 0\r\n\r\n`);
            return;
          }
          tunnels.push(target);
          const onward = connect(Number(target), '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
          socket.pipe(onward).pipe(socket);
          onward.on('error', () => socket.destroy());
          socket.on('error', () => onward.destroy());
        });
      });
      vi.stubEnv('NODE_USE_ENV_PROXY', '1');
      vi.stubEnv('HTTPS_PROXY', proxy.url);
      vi.stubEnv('NO_PROXY', '');
      return tunnels;
    }

    test('calls leave by it, and keep their connection', async () => {
      const certificate = makeSelfSignedCertificate();
      trust(certificate.cert);
      const server = await serveHttps(certificate);
      const tunnels = await serveProxy();
      const transport = makeTransport();
      for (let call = 0; call < 3; call++) expect(await callWith(transport, server.url)).toBe('ok');
      expect(tunnels).toEqual([String(server.port)]);
      expect(server.connections).toHaveLength(1);
    });

    test('they do not unless NODE_USE_ENV_PROXY is 1', async () => {
      const certificate = makeSelfSignedCertificate();
      trust(certificate.cert);
      const server = await serveHttps(certificate);
      const tunnels = await serveProxy();
      vi.stubEnv('NODE_USE_ENV_PROXY', undefined);
      expect(await callWith(makeTransport(), server.url)).toBe('ok');
      expect(tunnels).toEqual([]);
    });

    test('a proxy that refuses finds nothing sent', async () => {
      const server = await serveHttps(makeSelfSignedCertificate());
      await serveProxy('403 Forbidden');
      const error = await rejectionOf(callWith(makeTransport(), server.url));
      expect(error).toMatchObject({ code: 'NOT_CONNECTED', outcome: 'failed' });
      expect(error.message).toContain('HTTPS_PROXY');
    });

    test('a certificate that is not trusted finds nothing sent', async () => {
      const server = await serveHttps(makeSelfSignedCertificate());
      await serveProxy();
      const error = await rejectionOf(callWith(makeTransport(), server.url));
      expect(error).toMatchObject({ code: 'NOT_CONNECTED', outcome: 'failed' });
      expect(server.received).toEqual([]);
    });
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('20 calls in turn share one connection of %s', async (version) => {
    const certificate = makeSelfSignedCertificate();
    trust(certificate.cert);
    const server = await serveHttps({ ...certificate, minVersion: version, maxVersion: version }, sayOk);
    const transport = makeTransport();
    for (let call = 0; call < 20; call++) expect(await callWith(transport, server.url)).toBe('ok');
    expect(server.received).toHaveLength(20);
    expect(server.connections).toHaveLength(1);
  });
});
