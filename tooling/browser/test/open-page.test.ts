import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations, type Browser, isBrowserMissing, launchBrowser, openPage } from '../src/index.ts';

/** A page with this body. */
async function serve(body: string) {
  const html = `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,"><main><h1>A page</h1>${body}</main>`;
  const headers = { 'content-type': 'text/html', 'content-security-policy': "script-src 'self'" };
  const server = createServer((request, response) => {
    if (request.url === '/throws.js') response.end("throw new Error('of no use')");
    else response.writeHead(200, headers).end(html);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

describe.skipIf(isBrowserMissing)('a page in the browser', { timeout: 90_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 90_000);
  afterAll(() => browser?.close());

  it.each([
    { wrong: 'an error', body: '<script src="/throws.js"></script>', says: /of no use/ },
    { wrong: 'what its policy refuses', body: '<script>1</script>', says: /Content Security Policy/ },
    {
      wrong: 'a request to another server',
      body: '<img alt="" src="http://127.0.0.1:9/x.png">',
      says: /asked http:\/\/127\.0\.0\.1:9/,
    },
  ])('is reported: $wrong', async ({ body, says }) => {
    await using page = await serve(body);
    const open = await openPage(browser, page.url);
    await expect(open[Symbol.asyncDispose]()).rejects.toThrow(says);
  });

  it('without errors has nothing to report', async () => {
    await using page = await serve('<p>text</p>');
    await using open = await openPage(browser, page.url);
    expect(await accessibilityViolations(open.page)).toEqual([]);
  });

  it('with accessibility problems is reported', async () => {
    await using page = await serve('<p style="color: #ccc; background: #fff">text</p><input>');
    await using open = await openPage(browser, page.url);
    const violations = (await accessibilityViolations(open.page)).join();
    expect(violations).toContain('color-contrast');
    expect(violations).toContain('label');
  });
});
