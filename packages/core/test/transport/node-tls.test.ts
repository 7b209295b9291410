import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import tls from 'node:tls';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createNodeTransport } from '../../src/transport/node-transport.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { makeSelfSignedCertificate } from '../helpers/certificate.ts';
import { respondOk, serveHttps, serveTcp } from '../helpers/servers.ts';
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

describe('TLS', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  /** Trusts a certificate until the end of the test. */
  function trust(cert: string): void {
    const before = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...before, cert]);
    onTestFinished(() => tls.setDefaultCACertificates(before));
  }

  /** Posts to an untrusted server, which must not receive the request. */
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
    // By then anything that had arrived would have been read.
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    expect(server.connections).toHaveLength(1);
    expect(server.received).toEqual([]);
  }

  test('an untrusted certificate is refused: nothing was sent', async () => {
    await expectRefusal(await serveHttps(makeSelfSignedCertificate()), /^DEPTH_ZERO_SELF_SIGNED_CERT$/, /NODE_EXTRA_CA_CERTS/);
  });

  test('even with NODE_TLS_REJECT_UNAUTHORIZED', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    // Node warns about the variable, whether it has an effect or not.
    vi.spyOn(process, 'emitWarning').mockReturnValue();
    await expectRefusal(await serveHttps(makeSelfSignedCertificate()), /^DEPTH_ZERO_SELF_SIGNED_CERT$/, /NODE_EXTRA_CA_CERTS/);
  });

  test.each([
    ['is not valid yet', { from: '480101' }, /^CERT_NOT_YET_VALID$/],
    ['has expired', { to: '210101' }, /^CERT_HAS_EXPIRED$/],
  ])('a certificate that %s is refused, and the error mentions the clock: nothing was sent', async (_, validity, code) => {
    const certificate = makeSelfSignedCertificate(validity);
    trust(certificate.cert);
    await expectRefusal(await serveHttps(certificate), code, /本机时间.*clock/);
  });

  test('the certificate of another host is refused: nothing was sent', async () => {
    const certificate = makeSelfSignedCertificate({ dns: 'pay.qcloud.com', ip: [10, 0, 0, 1] });
    trust(certificate.cert);
    await expectRefusal(await serveHttps(certificate), /^ERR_TLS_CERT_ALTNAME_INVALID$/, /baseUrls/);
  });

  test('a server with TLS 1.1 is refused, whatever the process allows: nothing was sent', async () => {
    const { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS } = tls;
    onTestFinished(() => void Object.assign(tls, { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS }));
    Object.assign(tls, { DEFAULT_MIN_VERSION: 'TLSv1.1', DEFAULT_CIPHERS: 'DEFAULT@SECLEVEL=0' });
    const certificate = makeSelfSignedCertificate();
    trust(certificate.cert);
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expectRefusal(await serveHttps({ ...certificate, ...old }), /^(?:ERR_SSL_|ECONNRESET|EPROTO)/, /TLS|连接/);
  });

  describe('through the proxy of the environment', () => {
    /** A proxy that opens tunnels, or refuses to. */
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

    test('calls use it, and keep their connection', async () => {
      const certificate = makeSelfSignedCertificate();
      trust(certificate.cert);
      const server = await serveHttps(certificate);
      const tunnels = await serveProxy();
      const transport = makeTransport();
      for (let call = 0; call < 3; call++) expect(await callWith(transport, server.url)).toBe('ok');
      expect(tunnels).toEqual([String(server.port)]);
      expect(server.connections).toHaveLength(1);
    });

    test('calls do not use it unless NODE_USE_ENV_PROXY is 1', async () => {
      const certificate = makeSelfSignedCertificate();
      trust(certificate.cert);
      const server = await serveHttps(certificate);
      const tunnels = await serveProxy();
      vi.stubEnv('NODE_USE_ENV_PROXY', undefined);
      expect(await callWith(makeTransport(), server.url)).toBe('ok');
      expect(tunnels).toEqual([]);
    });

    test('a proxy that refuses: nothing was sent', async () => {
      const server = await serveHttps(makeSelfSignedCertificate());
      await serveProxy('403 Forbidden');
      const error = await rejectionOf(callWith(makeTransport(), server.url));
      expect(error).toMatchObject({ code: 'NOT_CONNECTED', outcome: 'failed' });
      expect(error.message).toContain('HTTPS_PROXY');
    });

    test('an untrusted certificate: nothing was sent', async () => {
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
    const server = await serveHttps({ ...certificate, minVersion: version, maxVersion: version }, respondOk);
    const transport = makeTransport();
    for (let call = 0; call < 20; call++) expect(await callWith(transport, server.url)).toBe('ok');
    expect(server.received).toHaveLength(20);
    expect(server.connections).toHaveLength(1);
  });
});
