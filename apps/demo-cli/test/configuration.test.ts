import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { merchant } from '@cloudpay/test-kit';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { documentOf, run, temporaryFolder } from './support/cli.ts';
import { codes } from './support/payment-codes.ts';
import { terminalSent } from './support/sent.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const pay = ['pay', '--code', codes.wechatPay('0000'), '--fee', '1', '--json'];

/** A CloudPayConf of the sandbox's merchant, at another device than the built-in one. */
const snakeCase = {
  common_conf: { micro_pay_query_order_count: 25 },
  trade_conf: {
    out_mch_id: merchant.outMchId,
    out_sub_mch_id: merchant.outSubMchId,
    out_shop_id: merchant.outShopId,
    device_id: 'from-file',
    staff_id: '1192',
    authen_type: 1,
    authen_key: merchant.authenKey,
    cloud_cashier_id: '01000052',
  },
};
const camelCase = {
  commonConf: { microPayQueryOrderCount: 25 },
  tradeConf: Object.fromEntries(
    Object.entries(snakeCase.trade_conf).map(([name, value]) => [name.replace(/_(\w)/g, (_, c) => c.toUpperCase()), value]),
  ),
};
const variables = {
  CLOUDPAY_OUT_MCH_ID: snakeCase.trade_conf.out_mch_id,
  CLOUDPAY_OUT_SUB_MCH_ID: snakeCase.trade_conf.out_sub_mch_id,
  CLOUDPAY_OUT_SHOP_ID: snakeCase.trade_conf.out_shop_id,
  CLOUDPAY_DEVICE_ID: 'from-environment',
  CLOUDPAY_AUTHEN_KEY: snakeCase.trade_conf.authen_key,
  CLOUDPAY_CLOUD_CASHIER_ID: 'sz010002cz',
};

function file(content: unknown): string {
  const path = join(temporaryFolder(), 'cloud_pay_conf.json');
  writeFileSync(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return path;
}

describe.concurrent('configuration', { timeout: 30_000 }, () => {
  test.for([
    ['snake_case', snakeCase],
    ['camelCase', camelCase],
    ['snake_case behind a byte order mark', `\uFEFF${JSON.stringify(snakeCase)}`],
    ['UTF-16', Buffer.from(`\uFEFF${JSON.stringify(snakeCase)}`, 'utf16le')],
  ] as const)('from a file in %s', async ([, content], { expect }) => {
    const ended = await run([...pay, '--base-url', server.url, '--config', file(content)]);
    expect(ended.status).toBe(0);
    const { outTradeNo } = documentOf(ended);
    expect(outTradeNo).toMatch(/^01000052/);
    expect(terminalSent(server, outTradeNo)).toMatchObject({ device_id: 'from-file', staff_id: '1192' });
  });

  test('from variables, with the hosts', async ({ expect }) => {
    const ended = await run(pay, { env: { ...variables, CLOUDPAY_BASE_URLS: `http://127.0.0.1:1,${server.url}` } });
    expect(ended.status).toBe(0);
    expect(terminalSent(server, documentOf(ended).outTradeNo)).toMatchObject({ device_id: 'from-environment' });
  });

  test('from a file before variables', async ({ expect }) => {
    const env = { ...variables, CLOUDPAY_TERMINAL_TYPE: 'nonsense', CLOUDPAY_BASE_URLS: server.url };
    const ended = await run([...pay, '--config', file(snakeCase)], { env });
    expect(terminalSent(server, documentOf(ended).outTradeNo)).toMatchObject({ device_id: 'from-file' });
  });

  test('--base-url goes before the hosts of the variables', async ({ expect }) => {
    const env = { ...variables, CLOUDPAY_BASE_URLS: 'https://127.0.0.1:1' };
    expect((await run([...pay, '--base-url', server.url], { env })).status).toBe(0);
  });

  test('of the sandbox merchant, at another device', async ({ expect }) => {
    const env = { CLOUDPAY_BASE_URLS: server.url, CLOUDPAY_DEVICE_ID: '825' };
    const { outTradeNo } = documentOf(await run(pay, { env }));
    expect(terminalSent(server, outTradeNo)).toMatchObject({ device_id: '825' });
  });

  const refusals: [name: string, args: () => string[], message: string, env?: Record<string, string>][] = [
    ['none at all', () => [], '没有商户配置'],
    ['none, for a host that is not the sandbox', () => ['--base-url', 'https://pay.qcloud.com'], '没有商户配置'],
    [
      'none, when one host is not the sandbox',
      () => ['--base-url', server.url, '--base-url', 'https://pay.qcloud.com'],
      '没有',
    ],
    ['a file that is not there', () => ['--config', '/nowhere/cloud_pay_conf.json'], 'ENOENT'],
    ['a file that is not JSON', () => ['--config', file(`${variables.CLOUDPAY_AUTHEN_KEY}{`)], '不是 JSON'],
    ['a file without trade_conf', () => ['--config', file({ common_conf: {} })], 'tradeConf'],
    [
      'a file with a wrong type',
      () => ['--config', file({ trade_conf: { ...snakeCase.trade_conf, device_id: {} } })],
      'deviceId',
    ],
    ['a merchant without a key', () => ['--base-url', server.url], 'authenKey', { ...variables, CLOUDPAY_AUTHEN_KEY: '' }],
    ['a host that is no URL', () => ['--base-url', 'nonsense'], 'baseUrls[0]'],
    ['a host without TLS', () => ['--base-url', 'http://pay.qcloud.com'], 'HTTPS', variables],
  ];
  test.for(refusals)('refuses %s before anything is sent', async ([, args, message, env = {}], { expect }) => {
    const ended = await run([...pay, ...args()], { env });
    expect(ended.status).toBe(3);
    const { result, code, error } = documentOf(ended);
    expect({ result, code, error: error?.code }).toEqual({ result: 'refused', code: -3, error: 'INVALID_CONFIGURATION' });
    expect(error?.message).toContain(message);
    expect(ended.stderr).toContain('✘ 未发送 NOT SENT');
  });

  test('without an order prefix makes no number, but takes one', async ({ expect }) => {
    const env = { ...variables, CLOUDPAY_CLOUD_CASHIER_ID: '' };
    const args = [...pay, '--base-url', server.url];
    expect(documentOf(await run(args, { env })).error?.message).toContain('cloudCashierId');
    expect((await run([...args, '--out-trade-no', 'sz010002cz-given'], { env })).status).toBe(0);
  });
});
