import { createHmac, createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import { SignType, TerminalType, unknownFields } from '@cloudpay/proto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ConfigurationError } from '../../src/base/errors.ts';
import {
  type ConfigurationInput,
  createConfiguration,
  defaultTimeout,
  isLoopback,
  publicBaseUrls,
} from '../../src/models/configuration.ts';
import { authenticationCode } from '../../src/signing/authentication-code.ts';
import { createClient } from '../../src/transport/create-client.ts';
import { authenKey, merchant } from '../helpers/merchant.ts';
import { rsaKeys, secretLines } from '../helpers/rsa-keys.ts';
import { thrownBy } from '../helpers/thrown.ts';

/** A configuration of a JavaScript program may contain any values. */
const configure = (changes: Record<string, unknown>) => createConfiguration({ ...merchant, ...changes } as ConfigurationInput);

describe('createConfiguration', () => {
  test('keeps its input, imports the keys and adds defaults', () => {
    const given = {
      staffId: '1003',
      snCode: 'a-serial-number',
      machineNo: '00-16-3E-12-34-56',
      terminalType: TerminalType.Android,
      subTerminalType: 7,
      proberDns: 1,
      microPayQueryOrderCount: 0,
      authenType: 1,
      signType: SignType.RsassaPss2048Sha256,
      timeout: 1,
    };
    const configuration = configure({ ...given, privateKey: rsaKeys.pkcs1 });
    const { outMchId, outSubMchId, outShopId, deviceId } = merchant;
    expect(configuration).toMatchObject({ outMchId, outSubMchId, outShopId, deviceId, ...given });
    expect(authenticationCode(configuration.authenKey, '')).toBe(authenticationCode(createSecretKey(authenKey, 'utf8'), ''));
    expect(configuration.privateKey?.equals(rsaKeys.privateKey)).toBe(true);
  });

  test.each<[string | readonly string[]]>([['sz0100lmnx,01000052'], [' sz0100lmnx, 01000052 '], [['sz0100lmnx', '01000052']]])(
    'takes several order prefixes: %j',
    (cloudCashierId) => {
      expect(configure({ cloudCashierId }).cloudCashierId).toEqual(['sz0100lmnx', '01000052']);
    },
  );

  test('imports the service provider’s key', () => {
    const { providerAuthenKey } = configure({ providerAuthenKey: 'another key' });
    expect(providerAuthenKey?.export().toString()).toBe('another key');
  });

  test('has a default for what may be left out', () => {
    const configuration = createConfiguration(merchant);
    expect(configuration.baseUrls).toEqual(publicBaseUrls);
    expect(configuration.timeout).toBe(defaultTimeout);
    expect(configuration).not.toHaveProperty('privateKey');
  });

  test.each(['outMchId', 'outSubMchId', 'outShopId', 'deviceId', 'authenKey'])(
    'refuses a configuration without %s',
    (field) => {
      for (const missing of [undefined, null, '']) {
        const error = thrownBy(() => configure({ [field]: missing }));
        expect(error).toBeInstanceOf(ConfigurationError);
        expect(error).toMatchObject({ field, code: 'INVALID_CONFIGURATION', outcome: 'failed' });
        expect(error.message).toContain(field);
      }
    },
  );

  test.each<[string, unknown]>([
    ['outMchId', 'x'.repeat(33)],
    ['outMchId', 1],
    ['outSubMchId', 'x'.repeat(33)],
    ['outShopId', {}],
    ['deviceId', 'x'.repeat(65)],
    ['deviceId', 824],
    ['staffId', 'x'.repeat(65)],
    ['staffId', true],
    ['cloudCashierId', 'x'.repeat(33)],
    ['cloudCashierId', 'sz0100lmnx,'],
    ['cloudCashierId', []],
    ['cloudCashierId', ['sz0100lmnx', 'x']],
    ['cloudCashierId', 1000052],
    ['cloudCashierId', [null]],
    ['snCode', 'x'.repeat(128)],
    ['providerAuthenKey', ''],
    ['providerAuthenKey', rsaKeys.privateKey],
    ['providerAuthenKey', 31],
    ['machineNo', 'x'.repeat(33)],
    ['terminalType', 'linux'],
    ['subTerminalType', 1.5],
    ['subTerminalType', 2 ** 53],
    ['authenType', 2],
    ['authenType', 'hmac'],
    ['signType', 2],
    ['authenKey', new Uint8Array()],
    ['authenKey', rsaKeys.privateKey],
    ['authenKey', 31],
    ['authenKey', []],
    ['authenKey[1]', [authenKey, '']],
    ['authenKey[0]', [[authenKey]]],
    ['privateKey', 'no key'],
    ['privateKey', rsaKeys.spki],
    ['privateKey', rsaKeys.publicKey],
    ['proberDns', -1],
    ['proberDns', '1'],
    ['microPayQueryOrderCount', -1],
    ['microPayQueryOrderInterval', 0],
    ['scanCodePayQueryOrderCount', 0.5],
    ['timeout', 0],
    ['timeout', -1],
    ['timeout', Number.NaN],
    ['timeout', Number.POSITIVE_INFINITY],
    ['timeout', 30_001],
    ['microPayQueryOrderInterval', 61],
    ['timeout', '5000'],
    ['baseUrls', []],
    ['baseUrls', 'https://pay.qcloud.com'],
    ['baseUrls', null],
    ['outMchID', 'a misspelt name'],
    ['fetch', () => undefined],
  ])('refuses %s: %j', (field, value) => {
    const error = thrownBy(() => configure({ [field]: value }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ field });
    expect(error.message).toContain(field);
  });

  describe('baseUrls', () => {
    test.each([
      ['https://pay.qcloud.com', 'https://pay.qcloud.com'],
      ['https://pay.qcloud.com/', 'https://pay.qcloud.com'],
      ['HTTPS://Pay.QCloud.com:443//', 'https://pay.qcloud.com'],
      ['https://proxy.shop.cn:8443/cloudpay/', 'https://proxy.shop.cn:8443/cloudpay'],
      ['https://10.0.0.1', 'https://10.0.0.1'],
      ['http://127.0.0.1:4180', 'http://127.0.0.1:4180'],
      ['http://127.8.9.10', 'http://127.8.9.10'],
      ['http://localhost:4180/', 'http://localhost:4180'],
      ['http://[::1]:4180', 'http://[::1]:4180'],
    ])('%s is %s', (text, baseUrl) => {
      expect(configure({ baseUrls: [text] }).baseUrls).toEqual([baseUrl]);
    });

    test.each([
      'http://pay.qcloud.com',
      'http://10.0.0.1',
      'http://192.168.1.2:4180',
      'http://0.0.0.0:4180',
      'http://128.0.0.1',
      'http://[::2]',
      'http://127.0.0.1.evil.cn',
      'http://localhost.evil.cn',
      'http://notlocalhost',
      'http://127.0.0.1@evil.cn',
      'http://evil.cn#127.0.0.1',
      'ftp://127.0.0.1',
      'file:///etc/hosts',
      'ws://127.0.0.1',
    ])('%s is refused: only this machine is allowed without TLS', (text) => {
      expect(thrownBy(() => configure({ baseUrls: [text] }))).toMatchObject({ field: 'baseUrls[0]' });
    });

    test.each([
      '',
      'pay.qcloud.com',
      '//pay.qcloud.com',
      'https://',
      'https://pay.qcloud.com?a=1',
      'https://pay.qcloud.com/?',
      'https://pay.qcloud.com/#',
      'https://pay.qcloud.com#a',
      'https://user@pay.qcloud.com',
      'https://user:password@pay.qcloud.com',
      'https://:password@pay.qcloud.com',
      42,
      null,
    ])('%j is refused: it is not the URL of a host', (text) => {
      const error = thrownBy(() => configure({ baseUrls: [...publicBaseUrls, text] }));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error).toMatchObject({ field: 'baseUrls[4]' });
      expect(error.message).not.toContain('password');
    });

    test('a repeated host counts once', () => {
      const { baseUrls } = configure({ baseUrls: ['https://a.cn', 'https://b.cn', 'https://A.cn/'] });
      expect(baseUrls).toEqual(['https://a.cn', 'https://b.cn']);
    });
  });

  describe('several keys', () => {
    const both = configure({ authenKey: ['new key', Buffer.from('old key')] });
    const codeBy = (key: string) => createHmac('sha256', key).update('abc').digest('hex').toUpperCase();

    test('the first signs', () => expect(authenticationCode(both.authenKey, 'abc')).toBe(codeBy('new key')));

    test('all verify', () => {
      expect(both.authenKeys.map((key) => authenticationCode(key, 'abc'))).toEqual([codeBy('new key'), codeBy('old key')]);
      expect(createConfiguration(merchant).authenKeys).toHaveLength(1);
    });

    test('a configuration made from a configuration keeps them, unless it has another key', () => {
      expect(createConfiguration(both).authenKeys).toEqual(both.authenKeys);
      expect(createConfiguration({ ...both, authenKey: 'third' }).authenKeys).toHaveLength(1);
    });
  });

  describe('terminalType', () => {
    afterEach(() => void vi.unstubAllGlobals());

    test.each([
      ['win32', TerminalType.Windows],
      ['linux', TerminalType.Linux],
      ['android', TerminalType.Android],
      ['darwin', TerminalType.Other],
    ])('on %s is %i by default', (platform, terminalType) => {
      vi.stubGlobal('process', { ...process, platform });
      expect(createConfiguration(merchant).terminalType).toBe(terminalType);
    });
  });

  describe('does not change its input', () => {
    test('is not affected by later changes of its input', () => {
      const bytes = Buffer.from(authenKey);
      const baseUrls = ['https://a.cn/', 'https://b.cn'];
      const input = { ...merchant, authenKey: bytes, privateKey: rsaKeys.pkcs8, baseUrls };
      const before = structuredClone({ ...input, authenKey: bytes.toString() });
      const configuration = createConfiguration(input);
      expect({ ...input, authenKey: bytes.toString() }).toEqual(before);
      expect([Object.isFrozen(input), Object.isFrozen(baseUrls)]).toEqual([false, false]);

      const code = authenticationCode(configuration.authenKey, 'abc');
      bytes.fill(0);
      baseUrls.push('http://evil.cn');
      input.outMchId = 'another';
      expect(authenticationCode(configuration.authenKey, 'abc')).toBe(code);
      expect(configuration.baseUrls).toEqual(['https://a.cn', 'https://b.cn']);
      expect(configuration.outMchId).toBe(merchant.outMchId);
    });

    test('accepts deeply frozen input', () => {
      const baseUrls = Object.freeze(['https://a.cn/']);
      expect(() => createConfiguration(Object.freeze({ ...merchant, baseUrls }))).not.toThrow();
    });
  });

  test('is frozen itself', () => {
    const configuration = createConfiguration(merchant);
    expect(Object.isFrozen(configuration)).toBe(true);
    expect(Object.isFrozen(configuration.baseUrls)).toBe(true);
  });

  test('may be made from a configuration', () => {
    const configuration = createConfiguration({ ...merchant, privateKey: rsaKeys.pkcs8 });
    expect(createConfiguration(configuration)).toEqual(configuration);
  });

  test('drops unknown fields of a decoded message', () => {
    const configuration = createConfiguration({ ...merchant, [unknownFields]: { old_authen_key: authenKey } });
    expect(Object.getOwnPropertySymbols(configuration)).toEqual([]);
  });
});

describe('keys', () => {
  const configuration = createConfiguration({ ...merchant, privateKey: rsaKeys.pkcs8 });
  const secrets = [authenKey, ...secretLines(rsaKeys.pkcs8), ...secretLines(rsaKeys.pkcs1)];

  test.each([
    ['the configuration', configuration],
    ['a client', createClient({ ...merchant, privateKey: rsaKeys.pkcs8 })],
    [
      'an error about the configuration',
      thrownBy(() => createConfiguration({ ...merchant, privateKey: `${rsaKeys.pkcs8}x`.slice(99) })),
    ],
    ['an error about the key', thrownBy(() => configure({ authenKey: [authenKey, [authenKey]] }))],
    [
      'an error about a field beside them',
      thrownBy(() => configure({ privateKey: rsaKeys.pkcs8, deviceId: authenKey.repeat(3) })),
    ],
    ['an error about a URL', thrownBy(() => configure({ baseUrls: [`https://user:${authenKey}@pay.qcloud.com`] }))],
  ])('are not visible in %s', (_, value) => {
    const shown = [
      inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true, maxStringLength: null }),
      JSON.stringify(value),
      String(value),
      JSON.stringify(Object.getOwnPropertyDescriptors(value)),
    ].join('\n');
    for (const secret of secrets) expect(shown).not.toContain(secret);
  });

  test('would be found there otherwise', () => {
    expect(inspect({ authenKey })).toContain(secrets[0]);
    expect(rsaKeys.pkcs8).toContain(secrets[1]);
  });
});

describe('isLoopback', () => {
  test.each([
    'http://localhost',
    'http://localhost:8080/a',
    'https://127.0.0.1',
    'http://127.255.255.254',
    'http://[::1]:1',
    'http://127.1',
  ])('%s is this machine', (url) => expect(isLoopback(url)).toBe(true));

  test.each([
    'https://pay.qcloud.com',
    'http://126.0.0.1',
    'http://127.0.0.1.cn',
    'http://localhost.cn',
    'http://[::]',
    'http://a.cn/localhost',
  ])('%s is another machine', (url) => expect(isLoopback(url)).toBe(false));
});
