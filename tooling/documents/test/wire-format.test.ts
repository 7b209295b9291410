// Tests the guide for other clients: the sandbox accepts its client, and its sample response is right.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { authenticationCode, importAuthenKey } from '@cloudpay/core/signing';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeBlocks, root } from '../src/markdown.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

/** Runs the client after replacing a part of it. */
async function run(client: string, from: string, to: string): Promise<{ stdout: string; stderr: string }> {
  expect(client).toContain(from);
  const code = client.replace('http://127.0.0.1:8787', server.url).replace(from, to);
  const args = ['--input-type=module-typescript', '--eval', code];
  return promisify(execFile)(process.execPath, args).catch((error) => error);
}

describe.each(['zh', 'en'])('docs/%s/wire-format.md', (language) => {
  const path = `docs/${language}/wire-format.md`;
  const text = readFileSync(`${root}${path}`, 'utf8');
  const client = codeBlocks({ path, text }).find((block) => block.language === 'ts')?.code ?? '';

  test('its client is authenticated, and accepts the response', async () => {
    expect(await run(client, '', '')).toEqual({ stdout: '104 400 订单不存在 no such order\n', stderr: '' });
  });

  test('its client gets an error for a wrong key, and accepts that response', async () => {
    const { stdout } = await run(client, server.merchant.authenKey, server.merchant.authenKey.toLowerCase());
    expect(stdout).toMatch(/^101 7 .*小写/);
  });

  test.each(['wrong_code', 'no_code'] as const)('its client refuses a response with %s', async (fault) => {
    server.injectFault({ endpoint: 'query_order', fault });
    const { stdout, stderr } = await run(client, '', '');
    expect(stdout).toBe('');
    expect(stderr).toMatch(/Error: (应答不可信|not to be believed)/);
  });

  test('its sample response is right', () => {
    const [, content = '', key = ''] = /printf '%s' '(.+)' \| openssl dgst -sha256 -hmac (\w+)/.exec(text) ?? [];
    expect(text).toContain(`\`${authenticationCode(importAuthenKey(key), content)}\``);
  });
});
