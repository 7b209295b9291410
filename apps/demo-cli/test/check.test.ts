import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { documentsOf, run, temporaryFolder } from './support/cli.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

/** The sandbox's merchant, with some of it changed. */
function variables(changed: Record<string, string> = {}): Record<string, string> {
  const { outMchId, outSubMchId, outShopId, deviceId, authenKey } = server.merchant;
  return {
    CLOUDPAY_OUT_MCH_ID: outMchId,
    CLOUDPAY_OUT_SUB_MCH_ID: outSubMchId,
    CLOUDPAY_OUT_SHOP_ID: outShopId,
    CLOUDPAY_DEVICE_ID: deviceId,
    CLOUDPAY_AUTHEN_KEY: authenKey,
    CLOUDPAY_CLOUD_CASHIER_ID: 'sz010002cz',
    CLOUDPAY_BASE_URLS: server.url,
    ...changed,
  };
}

describe.concurrent('check', { timeout: 30_000 }, () => {
  test('of a right configuration: ready, and nothing but read', async ({ expect }) => {
    await using own = await startMockServer();
    const ended = await run(['check', '--base-url', own.url, '--json'], { env: variables() });
    expect(ended.status).toBe(0);
    expect(documentsOf(ended)).toEqual([{ result: 'ready', code: 0, baseUrl: own.url, roundTrip: expect.any(Number) }]);
    expect(ended.stderr).toContain('✔ 配置正确 ALL WELL');
    expect(own.state().calls).toEqual({ ping: 1, query_order: 1 });
  });

  const refusals: { wrong: string; changed: Record<string, string>; advice: string; internalStatus?: number }[] = [
    { wrong: 'key', changed: { CLOUDPAY_AUTHEN_KEY: 'A'.repeat(32) }, advice: '密钥不对', internalStatus: 7 },
    { wrong: 'merchant', changed: { CLOUDPAY_OUT_SUB_MCH_ID: 'sz01another' }, advice: '商户号' },
    { wrong: 'shop', changed: { CLOUDPAY_OUT_SHOP_ID: 'sz01another' }, advice: '门店号' },
    { wrong: 'prefix', changed: { CLOUDPAY_CLOUD_CASHIER_ID: 'sz01nobody' }, advice: '订单前缀' },
  ];
  test.for(refusals)('of a wrong $wrong: refused, with what to do', async ({ changed, advice, internalStatus }, { expect }) => {
    const ended = await run(['check', '--json'], { env: variables(changed) });
    expect(ended.status).toBe(1);
    const [document] = documentsOf<{ result: string; code: number; error: { internalStatus: number } }>(ended);
    expect(document).toMatchObject({ result: 'failed', code: -1, error: { code: 'SERVICE_REFUSED', status: 101 } });
    if (internalStatus !== undefined) expect(document?.error).toMatchObject({ internalStatus });
    expect(ended.stderr).toContain('✘ 配置被拒绝 REFUSED');
    expect(ended.stderr).toContain(advice);
  });

  test('of hosts that cannot be reached, or are not Cloud Pay', async ({ expect }) => {
    const other = createServer((_, response) => response.end('<h1>It works!</h1>'));
    await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const checks = ['http://127.0.0.1:1', url].map((host) =>
      run(['check', '--base-url', host, '--json'], { env: variables() }),
    );
    for (const ended of await Promise.all(checks)) {
      expect(ended.status).toBe(2);
      expect(documentsOf(ended)).toMatchObject([{ result: 'unreachable', code: -2 }]);
      expect(ended.stderr).toContain('? 无法联系云支付 UNREACHABLE');
    }
    other.close();
  });

  test('goes on to a host that answers', async ({ expect }) => {
    const hosts = ['--base-url', 'http://127.0.0.1:1', '--base-url', server.url];
    expect((await run(['check', ...hosts], { env: variables() })).status).toBe(0);
  });

  test('takes the variables of a file, and says what is missing', async ({ expect }) => {
    const file = join(temporaryFolder(), '.env');
    const { CLOUDPAY_OUT_SHOP_ID, ...others } = variables();
    const write = (all: Record<string, string>) =>
      writeFileSync(
        file,
        Object.entries(all)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
      );
    write(others);
    const incomplete = await run(['check', '--env', file]);
    expect(incomplete.status).toBe(3);
    expect(incomplete.stderr).toContain('outShopId');
    write({ ...others, CLOUDPAY_OUT_SHOP_ID: CLOUDPAY_OUT_SHOP_ID ?? '' });
    expect((await run(['check', '--env', file])).status).toBe(0);
    expect((await run(['check', '--env', `${file}.none`])).status).toBe(64);
  });
});
