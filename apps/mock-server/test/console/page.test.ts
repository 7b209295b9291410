import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startMockServer } from '../../src/index.ts';
import { post } from '../support/client.ts';

describe('the page', () => {
  it.each([
    { path: '/', type: 'text/html', says: '<script type="module" src="/console.js">' },
    { path: '/console.js', type: 'text/javascript', says: 'EventSource' },
    { path: '/console.css', type: 'text/css', says: 'light-dark(' },
  ])('$path may load nothing from other servers, and is not cached', async ({ path, type, says }) => {
    await using server = await startMockServer();
    const response = await fetch(server.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const policy = response.headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]));
    expect(policy?.join()).not.toContain('unsafe');
    expect(await response.text()).toContain(says);
  });

  it('is served to this machine only', async () => {
    await using server = await startMockServer();
    expect(await fetchWith(server.url, { host: 'evil.example' })).toEqual({ status: 403 });
  });

  it('can be opened by a link from another page', async () => {
    await using server = await startMockServer();
    expect(await fetchWith(server.url, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toEqual({
      status: 200,
    });
  });

  it('is served by a host with a fault', async () => {
    await using server = await startMockServer();
    for (const fault of ['hang', 'garbage', 'slow'] as const) {
      await server.failHost(0, { fault });
      expect((await fetch(server.url)).status).toBe(200);
    }
  });

  it('leaves other paths and methods to the service', async () => {
    await using server = await startMockServer();
    expect((await fetch(`${server.url}/console.html`)).status).toBe(404);
    const { http, content } = await post(server.url, '/', '{}');
    expect({ http, status: content.status }).toEqual({ http: 404, status: 101 });
    expect(server.exchanges()).toHaveLength(2);
  });

  it('is not recorded as an exchange', async () => {
    await using server = await startMockServer();
    await (await fetch(server.url)).text();
    expect(server.exchanges()).toEqual([]);
  });
});

/** Unlike fetch, it sends any header unchanged. */
function fetchWith(url: string, headers: Record<string, string>): Promise<{ status: number | undefined }> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode });
    })
      .on('error', reject)
      .end();
  });
}
