import { readdirSync } from 'node:fs';
import { inspect } from 'node:util';
import { CommonConf, TradeConf } from '@cloudpay/proto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ConfigurationError } from '../../src/base/errors.ts';
import { createConfiguration } from '../../src/models/configuration.ts';
import { configurationFromConf, configurationFromEnv } from '../../src/models/configuration-sources.ts';
import { authenKey, merchant } from '../helpers/merchant.ts';
import { rsaKeys } from '../helpers/rsa-keys.ts';
import { thrownBy } from '../helpers/thrown.ts';

const snake = {
  common_conf: {
    prober_dns: 1,
    micro_pay_query_order_count: 25,
    micro_pay_query_order_interval: 6,
    scan_code_pay_query_order_count: 5,
  },
  trade_conf: {
    out_mch_id: merchant.outMchId,
    out_sub_mch_id: merchant.outSubMchId,
    out_shop_id: merchant.outShopId,
    device_id: merchant.deviceId,
    staff_id: '1003',
    authen_type: 1,
    authen_key: authenKey,
    sign_type: 1,
    private_key: rsaKeys.pkcs1,
    cloud_cashier_id: 'sz0100lmnx',
    machine_no: '00-16-3E-12-34-56',
    terminal_type: 1,
    sub_terminal_type: 7,
    sn_code: 'a-serial-number',
    provider_authen_key: 'another key',
  },
};

const flat = {
  ...merchant,
  proberDns: 1,
  microPayQueryOrderCount: 25,
  microPayQueryOrderInterval: 6,
  scanCodePayQueryOrderCount: 5,
  staffId: '1003',
  authenType: 1,
  signType: 1,
  privateKey: rsaKeys.pkcs1,
  cloudCashierId: 'sz0100lmnx',
  machineNo: '00-16-3E-12-34-56',
  terminalType: 1,
  subTerminalType: 7,
  snCode: 'a-serial-number',
  providerAuthenKey: 'another key',
};

test('the examples hold each field of the schema', () => {
  expect(Object.keys(snake.common_conf)).toEqual(CommonConf.fields.map((field) => field.wireName));
  expect(Object.keys(snake.trade_conf)).toEqual(TradeConf.fields.map((field) => field.wireName));
});

describe('configurationFromConf', () => {
  test('reads the CloudPayConf of the C SDK, in snake_case', () => {
    expect(configurationFromConf(snake)).toEqual(flat);
    expect(() => createConfiguration(configurationFromConf(snake))).not.toThrow();
  });

  test('reads camelCase', () => {
    const { proberDns, microPayQueryOrderCount, microPayQueryOrderInterval, scanCodePayQueryOrderCount, ...tradeConf } = flat;
    const commonConf = { proberDns, microPayQueryOrderCount, microPayQueryOrderInterval, scanCodePayQueryOrderCount };
    expect(configurationFromConf({ commonConf, tradeConf })).toEqual(flat);
    expect(configurationFromConf({ common_conf: commonConf, trade_conf: snake.trade_conf })).toEqual(flat);
  });

  test.each(['cloud_cashier_id', 'cloudCashierId'])('takes several order prefixes as an array in %s', (name) => {
    const { cloud_cashier_id: _, ...others } = snake.trade_conf;
    const conf = { trade_conf: { ...others, [name]: ['sz0100lmnx', '01000052'] } };
    expect(createConfiguration(configurationFromConf(conf)).cloudCashierId).toEqual(['sz0100lmnx', '01000052']);
  });

  test.each([
    { trade_conf: { ...snake.trade_conf, authen_key: ['new', 'old'] } },
    { tradeConf: { ...snake.trade_conf, authen_key: null, authenKey: ['new', 'old'] } },
  ])('reads a list of keys', (conf) => {
    const input = configurationFromConf(conf);
    expect(input).toMatchObject({ authenKey: ['new', 'old'], outMchId: flat.outMchId });
    expect(createConfiguration(input).authenKeys).toHaveLength(2);
  });

  test('does without common_conf', () => {
    const { out_mch_id } = snake.trade_conf;
    expect(configurationFromConf({ trade_conf: { out_mch_id } })).toEqual({ outMchId: out_mch_id });
  });

  test('takes the numbers that people write in place of text', () => {
    const conf = { trade_conf: { ...snake.trade_conf, device_id: 824, staff_id: 1003 } };
    expect(configurationFromConf(conf)).toMatchObject({ deviceId: '824', staffId: '1003' });
  });

  test('leaves out what the schema does not know', () => {
    const more = { remark: 'x', old_authen_key: authenKey };
    const conf = { ...more, common_conf: { ...snake.common_conf, ...more }, trade_conf: { ...snake.trade_conf, ...more } };
    const input = configurationFromConf(conf);
    expect(Reflect.ownKeys(input).toSorted()).toEqual(Object.keys(flat).toSorted());
    expect(Reflect.ownKeys(createConfiguration(input)).filter((key) => typeof key === 'symbol')).toEqual([]);
  });

  const text = JSON.stringify(snake);
  test.each<[string, string | Uint8Array]>([
    ['text', text],
    ['text behind a byte order mark', `\uFEFF${text}`],
    ['bytes', Buffer.from(text)],
    ['bytes behind a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 without a byte order mark', Buffer.from(text, 'utf16le')],
    ['UTF-16, the higher byte first', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ])('reads a file: %s', (_, content) => {
    expect(configurationFromConf(content)).toEqual(flat);
  });

  test.each([text.slice(0, -1), Buffer.from(text).subarray(1), `\uFFFD${text}`])(
    'quotes nothing of a file that is no JSON',
    (content) => {
      const error = thrownBy(() => configurationFromConf(content));
      expect(error).toMatchObject({ field: 'conf' });
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(authenKey);
    },
  );

  test.each<[string, unknown]>([
    ['tradeConf', {}],
    ['tradeConf', { trade_conf: null }],
    ['tradeConf', { trade_conf: [] }],
    ['tradeConf.outMchId', { trade_conf: { out_mch_id: true } }],
    ['tradeConf.authenKey[1]', { trade_conf: { authen_key: ['a', 7] } }],
    ['tradeConf.signType', { trade_conf: { sign_type: '1' } }],
    ['commonConf', { common_conf: 1, trade_conf: {} }],
    ['commonConf.microPayQueryOrderCount', { common_conf: { micro_pay_query_order_count: '25' }, trade_conf: {} }],
  ])('names %s where %j is wrong', (field, conf) => {
    const error = thrownBy(() => configurationFromConf(conf));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ field });
  });

  test.each([null, undefined, 'text', 7, []])('refuses %j', (conf) => {
    expect(thrownBy(() => configurationFromConf(conf))).toBeInstanceOf(ConfigurationError);
  });
});

describe('configurationFromEnv', () => {
  afterEach(() => void vi.unstubAllEnvs());

  test('separates keys by commas', () => {
    expect(configurationFromEnv({ CLOUDPAY_AUTHEN_KEY: 'new, old' })).toEqual({ authenKey: ['new', 'old'] });
    expect(configurationFromEnv({ CLOUDPAY_AUTHEN_KEY: 'only' })).toEqual({ authenKey: 'only' });
  });

  const env = Object.fromEntries(
    Object.entries({ ...snake.common_conf, ...snake.trade_conf }).map(([name, value]) => [
      `CLOUDPAY_${name.toUpperCase()}`,
      String(value),
    ]),
  );

  test('reads a variable for each field', () => {
    expect(env).toMatchObject({ CLOUDPAY_OUT_MCH_ID: merchant.outMchId, CLOUDPAY_MICRO_PAY_QUERY_ORDER_COUNT: '25' });
    expect(configurationFromEnv(env)).toEqual({ ...flat, privateKey: flat.privateKey.trim() });
    expect(() => createConfiguration(configurationFromEnv(env))).not.toThrow();
  });

  test('reads hosts and the timeout', () => {
    const input = configurationFromEnv({
      ...env,
      CLOUDPAY_BASE_URLS: 'https://a.cn, http://localhost:4180',
      CLOUDPAY_TIMEOUT: '3000',
    });
    expect(input).toMatchObject({
      outMchId: flat.outMchId,
      baseUrls: ['https://a.cn', 'http://localhost:4180'],
      timeout: 3000,
    });
  });

  test('reads the environment of the process, and nothing else of it', () => {
    for (const name of Object.keys(process.env).filter((key) => key.startsWith('CLOUDPAY_'))) vi.stubEnv(name, undefined);
    vi.stubEnv('CLOUDPAY_DEVICE_ID', '825');
    vi.stubEnv('OUT_MCH_ID', 'x');
    expect(configurationFromEnv()).toEqual({ deviceId: '825' });
  });

  test('quotes and white space around a value are no part of it', () => {
    const wrapped = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, ` "${value.trim()}"\r`]));
    expect(configurationFromEnv(wrapped)).toEqual({ ...flat, privateKey: flat.privateKey.trim() });
  });

  test('empty variables count as absent', () => {
    const empty = Object.fromEntries([...Object.keys(env), 'CLOUDPAY_BASE_URLS', 'CLOUDPAY_TIMEOUT'].map((name) => [name, '']));
    expect(configurationFromEnv(empty)).toEqual({});
  });

  test('what is missing is named when the configuration is made', () => {
    expect(thrownBy(() => createConfiguration(configurationFromEnv({})))).toMatchObject({
      field: 'outMchId',
      fields: ['outMchId', 'outSubMchId', 'outShopId', 'deviceId', 'authenKey'],
      message: expect.stringContaining('CLOUDPAY_DEVICE_ID, CLOUDPAY_AUTHEN_KEY'),
    });
    expect(thrownBy(() => createConfiguration(configurationFromEnv({ ...env, CLOUDPAY_AUTHEN_KEY: '\r' })))).toMatchObject({
      fields: ['authenKey'],
      message: expect.stringContaining('环境变量是 CLOUDPAY_AUTHEN_KEY'),
    });
  });

  test.each([
    ['CLOUDPAY_MICRO_PAY_QUERY_ORDER_COUNT', 'microPayQueryOrderCount'],
    ['CLOUDPAY_SIGN_TYPE', 'signType'],
    ['CLOUDPAY_SUB_TERMINAL_TYPE', 'subTerminalType'],
    ['CLOUDPAY_TIMEOUT', 'timeout'],
  ])('%s must be a number', (variable, field) => {
    for (const text of ['many', '1.5', '-1', '0x10', '1e3', '1 1', '9'.repeat(16)]) {
      const error = thrownBy(() => configurationFromEnv({ ...env, [variable]: text }));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error).toMatchObject({ field });
    }
  });

  test('a private key may be named by the URL of its file', () => {
    const [name] = readdirSync(new URL('.', import.meta.url));
    const CLOUDPAY_PRIVATE_KEY = new URL(name as string, import.meta.url).href;
    // The file is found, and is no key.
    const error = thrownBy(() => createConfiguration(configurationFromEnv({ ...env, CLOUDPAY_PRIVATE_KEY })));
    expect(error).toMatchObject({ field: 'privateKey' });
    expect(error.message).not.toContain('ENOENT');
  });
});
