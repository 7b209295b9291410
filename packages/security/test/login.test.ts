import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { BaseClient } from '@cloudpay/core';
import { ManagerType, queryOrderEndpoint } from '@cloudpay/proto';
import { beforeEach, describe, expect, test } from 'vitest';
import { ArgumentError, type CloudPayClient, ConfigurationError, ConfigurationFileError } from '../src/index.ts';
import type { WaitProgress } from '../src/scan/wait.ts';
import {
  configuration,
  letIn,
  logIn,
  rejectionOf,
  setUpFile,
  setUpTill,
  shop,
  shown,
  type Till,
  wechatIds,
} from './support/till.ts';

/** Asks for an order that does not exist: that is only believed, and only answered, with the merchant's key. */
const reachesTheService = async (client: CloudPayClient): Promise<boolean> => {
  const query = client.call(queryOrderEndpoint, {
    payMchKey: shop,
    outTradeNo: 'sz010002cz1',
    orderClient: { deviceId: '824', terminalType: 4, sdkVersion: '1', spbillCreateIp: '127.0.0.1' },
  });
  return (await rejectionOf(query)).internalStatus === 400;
};

let till: Till;
beforeEach(async () => {
  till = await setUpTill();
});

const callsOf = ({ server }: Till) => Object.keys(server.state().calls);

describe('the first login', () => {
  test('says what is missing, and sends nothing', async () => {
    const login = till.start();
    expect(await login.login()).toEqual({ result: 'parametersMissing', code: 1, missing: ['mchId', 'subMchId', 'shopId'] });
    expect(await login.login({ mchId: '1', shopId: '' })).toMatchObject({ missing: ['subMchId', 'shopId'] });
    expect(await login.login({ outSubMchId: shop.outSubMchId })).toMatchObject({ missing: ['outMchId', 'outShopId'] });
    expect(callsOf(till)).toEqual([]);
    expect(await rejectionOf(login.waitForLogin())).toMatchObject({ code: 'NOT_LOGGED_IN' });
  });

  test('shows a code, waits for its scan, and tells who it was', async () => {
    const login = till.start();
    const code = shown(await login.login({ payPlatform: 1, ...wechatIds }));
    expect(code).toEqual({ result: 'qr', code: 0, url: expect.any(String), activator: expect.any(String), ttl: 180 });
    expect(till.server.state().logins).toMatchObject([{ activator: code.activator, state: 'waiting' }]);

    const countdown: number[] = [];
    const onWaiting = ({ remainingSeconds }: WaitProgress) => {
      countdown.push(remainingSeconds);
      if (remainingSeconds === 175) till.server.scanLogin(code.activator, { staffId: '1206' });
    };
    expect(await login.waitForLogin({ onWaiting })).toEqual({
      result: 'loggedIn',
      code: 1,
      ...shop,
      identity: expect.any(String),
      staffId: '1206',
      staffName: '店长',
      refundAuth: true,
      roles: [ManagerType.ShopManager],
      cloudCashierId: 'sz010002cz',
      merchantName: '云支付体验商户',
      shops: [
        {
          outShopId: shop.outShopId,
          shopName: '云支付体验店',
          devices: [{ deviceId: '824', deviceType: 3 }],
          staffs: [
            { staffId: '1206', staffName: '店长', refundAuth: true },
            { staffId: '1192', staffName: '店员', refundAuth: false },
          ],
        },
      ],
    });
    expect(countdown).toEqual([180, 179, 178, 177, 176, 175]);
    expect(till.server.state().calls).toMatchObject({ query_identity_mapping: 1, client_try_get_initializers: 4 });
    // Until a configuration is entered there is nothing to keep.
    expect(await readdir(till.folder)).toEqual([]);
  });

  test('takes the Cloud Pay numbers too, which need no translation', async () => {
    expect(await logIn(till, till.start(), shop)).toMatchObject({ result: 'loggedIn', ...shop });
    expect(callsOf(till)).not.toContain('query_identity_mapping');
  });

  test.each<[string, object]>([
    ['mchId', { ...wechatIds, mchId: 1_900_007_941 }],
    ['shopId', { ...wechatIds, shopId: 'x'.repeat(65) }],
    ['payPlatform', { ...wechatIds, payPlatform: 2 }],
    ['outShopId', { ...shop, outShopId: {} }],
  ])('refuses a wrong %s before anything is sent', async (field, parameters) => {
    const error = await rejectionOf(till.start().login(parameters));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ field });
    expect(callsOf(till)).toEqual([]);
  });

  test('of a shop that the service does not know is refused', async () => {
    const start = await till.start().login({ ...wechatIds, shopId: '433' });
    expect(start).toMatchObject({ result: 'refused', code: -1, error: { code: 'SERVICE_REFUSED', status: 101 } });
  });
});

describe('who scans', () => {
  test.each([{ deny: true }, { staffId: '9999' }])('and is not staff is refused: %j', async (scan) => {
    await setUpFile(till);
    const before = await stat(till.file);
    const login = till.start();
    till.server.scanLogin(shown(await login.login()).activator, scan);
    const outcome = await login.waitForLogin();
    expect(outcome).toMatchObject({ result: 'refused', code: -1, error: { status: 104, internalStatus: 3301 } });
    expect(outcome).not.toHaveProperty('configuration');
    expect(await rejectionOf(login.initialize(configuration))).toMatchObject({ code: 'NOT_LOGGED_IN' });
    expect(await rejectionOf(login.waitForLogin())).toMatchObject({ code: 'NOT_LOGGED_IN' });
    const after = await stat(till.file);
    expect([after.mtimeMs, after.ino]).toEqual([before.mtimeMs, before.ino]);
  });

  test('and has no role is refused, whatever the service grants', async () => {
    const answers: Record<string, object> = {
      client_initialize: { activator: 'a', token: 't', qr_code_url: 'https://q', ttl: 180 },
      client_try_get_initializers: { initialization_granted: true, manager_types: [100] },
    };
    const transport = {
      post: async ({ url }: { url: string }) => {
        const endpoint = url.split('/').at(-1) as string;
        return JSON.stringify({ response_content: JSON.stringify({ status: 0, [endpoint]: answers[endpoint] }) });
      },
      close() {},
    };
    const login = till.start({ transport });
    await login.login(shop);
    expect(await login.waitForLogin()).toMatchObject({ result: 'refused' });
  });

  test('nobody: the code expires by its own time', async () => {
    const login = till.start();
    await login.login(wechatIds);
    const seconds: number[] = [];
    const outcome = await login.waitForLogin({ onWaiting: ({ remainingSeconds }) => seconds.push(remainingSeconds) });
    expect(outcome).toEqual({ result: 'expired', code: -1 });
    expect(seconds).toHaveLength(180);
    expect(seconds.at(-1)).toBe(1);
    expect(till.clock.elapsed).toBe(180_000);
  });

  test('nobody: the service says that the code has expired', async () => {
    const login = till.start();
    await login.login(wechatIds);
    till.server.advanceClock(200);
    expect(await login.waitForLogin()).toEqual({ result: 'expired', code: -1 });
    expect(till.clock.elapsed).toBe(0);
  });

  test('in the last second is let in', async () => {
    const login = till.start();
    const { activator } = shown(await login.login(wechatIds));
    const onWaiting = ({ remainingSeconds }: WaitProgress) => {
      if (remainingSeconds === 1) till.server.scanLogin(activator, { staffId: '1192' });
    };
    expect(await login.waitForLogin({ onWaiting })).toMatchObject({ result: 'loggedIn', roles: [ManagerType.ShopStaff] });
  });
});

describe('a service that cannot be reached', () => {
  test('at the start', async () => {
    await till.server.close();
    const start = await till.start().login(wechatIds);
    expect(start).toMatchObject({ result: 'unreachable', code: -2, error: { code: 'NOT_CONNECTED' } });
  });

  test('in the middle of a wait: the code lives on', async () => {
    const login = till.start();
    const { activator } = shown(await login.login(wechatIds));
    till.server.injectFault({ endpoint: 'client_try_get_initializers', fault: 'drop_before', times: 1_000 });
    const progress: WaitProgress[] = [];
    const outcome = await login.waitForLogin({ onWaiting: (event) => progress.push(event) });
    expect(outcome).toMatchObject({ result: 'unreachable', code: -2, error: { code: 'CONNECTION_LOST' } });
    expect(till.clock.elapsed).toBe(16_000);
    expect(progress[0]).toMatchObject({ remainingSeconds: 180, error: { code: 'CONNECTION_LOST' } });

    till.server.injectFault({ endpoint: 'client_try_get_initializers', fault: 'drop_before', times: 0 });
    till.server.scanLogin(activator, { staffId: '1206' });
    expect(await login.waitForLogin()).toMatchObject({ result: 'loggedIn' });
  });

  test.each(['status3', 'status103', 'http_500', 'garbage', 'drop_after'] as const)(
    'for a moment (%s) is asked again',
    async (fault) => {
      const login = till.start();
      till.server.scanLogin(shown(await login.login(wechatIds)).activator, { staffId: '1206' });
      till.server.injectFault({ endpoint: 'client_try_get_initializers', fault, times: 3 });
      expect(await login.waitForLogin()).toMatchObject({ result: 'loggedIn' });
    },
  );

  test('once it answers, patience begins anew', async () => {
    const login = till.start();
    const { activator } = shown(await login.login(wechatIds));
    const onWaiting = ({ remainingSeconds }: WaitProgress) => {
      if (remainingSeconds % 20 === 0) {
        till.server.injectFault({ endpoint: 'client_try_get_initializers', fault: 'drop_before', times: 5 });
      }
      if (remainingSeconds === 101) till.server.scanLogin(activator, { staffId: '1206' });
    };
    expect(await login.waitForLogin({ onWaiting })).toMatchObject({ result: 'loggedIn' });
  });
});

describe('a wait that its caller ends', () => {
  test('by a signal', async () => {
    const login = till.start();
    const { activator } = shown(await login.login(wechatIds));
    const controller = new AbortController();
    const onWaiting = () => controller.abort(new Error('the cashier went home'));
    const error = await rejectionOf(login.waitForLogin({ signal: controller.signal, onWaiting }));
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'unknown' });
    till.server.scanLogin(activator, { staffId: '1206' });
    expect(await login.waitForLogin()).toMatchObject({ result: 'loggedIn' });
  });

  test('by a time limit', async () => {
    const login = till.start();
    await login.login(wechatIds);
    expect(await rejectionOf(login.waitForLogin({ timeout: 4_500 }))).toMatchObject({ code: 'TIMEOUT' });
    expect(till.clock.elapsed).toBe(4_500);
  });

  test('by closing', async () => {
    const login = till.start();
    await login.login(wechatIds);
    expect(await rejectionOf(login.waitForLogin({ onWaiting: () => login.close() }))).toMatchObject({ code: 'CLOSED' });
    expect(await rejectionOf(login.waitForLogin())).toMatchObject({ code: 'NOT_LOGGED_IN' });
    expect(await rejectionOf(login.login(wechatIds))).toMatchObject({ code: 'CLOSED' });
  });

  test('an aborted start', async () => {
    const signal = AbortSignal.abort();
    expect(await rejectionOf(till.start().login(wechatIds, { signal }))).toMatchObject({ code: 'ABORTED' });
  });
});

describe('initialize', () => {
  test('writes the file and yields a client that works', async () => {
    const client = await setUpFile(till);
    expect(client.configuration).toMatchObject({ ...shop, deviceId: configuration.deviceId, cloudCashierId: ['sz010002cz'] });
    expect(client.configuration.baseUrls).toEqual([till.server.url]);
    expect(await reachesTheService(client)).toBe(true);
    expect(client).toBeInstanceOf(BaseClient);
    client.close();
    expect(await readdir(till.folder)).toEqual([basename(till.file)]);
    if (process.platform !== 'win32') expect((await stat(till.file)).mode & 0o777).toBe(0o600);
  });

  test('needs a login, and uses it up', async () => {
    const login = till.start();
    expect(await rejectionOf(login.initialize(configuration))).toMatchObject({ code: 'NOT_LOGGED_IN' });
    await logIn(till, login, wechatIds);
    (await login.initialize(configuration)).close();
    expect(await rejectionOf(login.initialize(configuration))).toMatchObject({ code: 'NOT_LOGGED_IN' });
  });

  test.each<[string, object | undefined]>([
    ['configuration', undefined],
    ['deviceId', { authenKey: 'k' }],
    ['authenKey', { deviceId: 'd' }],
    ['authenKey', { deviceId: 'd', authenKey: Buffer.from([0xff, 0xfe]) }],
    ['outSubMchId', { ...configuration, outSubMchId: 'another' }],
    ['machineNo', { ...configuration, machineNo: 'x'.repeat(33) }],
    ['authen_key', { ...configuration, authen_key: 'k' }],
    ['providerAuthenKey', { ...configuration, providerAuthenKey: 'k' }],
  ])('refuses a configuration whose %s is wrong, writes nothing, and may be called again', async (field, wrong) => {
    const login = till.start();
    await logIn(till, login, wechatIds);
    const error = await rejectionOf(login.initialize(wrong as never));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ field });
    expect(await readdir(till.folder)).toEqual([]);
    (await login.initialize(configuration)).close();
    expect(await readdir(till.folder)).toHaveLength(1);
  });

  test('keeps all keys of a list', async () => {
    const keys = [String(configuration.authenKey), 'the key before it'];
    await setUpFile(till, { ...configuration, authenKey: keys });
    const { configuration: kept } = await logIn(till, till.start());
    expect(kept?.authenKeys.map((key) => key.export().toString())).toEqual(keys);
  });

  test('takes the cashier from the login unless the configuration names one', async () => {
    const { staffId: _, ...anyCashier } = configuration;
    expect((await setUpFile(till, anyCashier)).configuration.staffId).toBe('1206');
    const login = till.start();
    const outcome = await logIn(till, login, {}, '1192');
    expect(outcome.configuration?.staffId).toBeUndefined();
    expect((await login.initialize()).configuration.staffId).toBe('1192');
  });

  test('makes the folder of the file', async () => {
    const login = till.start({ file: `${till.folder}/a/b/till.jwe` });
    await logIn(till, login, wechatIds);
    await login.initialize(configuration);
    expect((await stat(`${till.folder}/a/b/till.jwe`)).isFile()).toBe(true);
  });

  test('that cannot write says so, and may be called again', async () => {
    const folder = `${till.folder}/later`;
    const login = till.start({ file: `${folder}/till.jwe` });
    await logIn(till, login, wechatIds);
    await writeFile(folder, 'something that is no folder');
    const error = await rejectionOf(login.initialize(configuration));
    expect(error).toBeInstanceOf(ConfigurationFileError);
    expect(error).toMatchObject({ code: 'FILE_UNAVAILABLE', outcome: 'failed', file: `${folder}/till.jwe` });
    await rm(folder);
    (await login.initialize(configuration)).close();
  });
});

describe('the second login', () => {
  test('needs no ids, and returns what was entered', async () => {
    await setUpFile(till);
    const before = await stat(till.file);
    const calls = till.server.state().calls.query_identity_mapping;
    const login = till.start();
    const outcome = await logIn(till, login);
    expect(outcome).toMatchObject({ result: 'loggedIn', code: 0, staffId: '1206' });
    const { authenKey, privateKey, ...readable } = configuration;
    expect(outcome.configuration).toMatchObject({ ...shop, ...readable, cloudCashierId: ['sz010002cz'] });
    expect(outcome.configuration?.authenKey.export().toString()).toBe(authenKey);
    expect(outcome.configuration?.privateKey?.export({ type: 'pkcs8', format: 'pem' })).toBe(privateKey);
    expect(till.server.state().calls.query_identity_mapping).toBe(calls);

    const client = await login.initialize();
    expect(await reachesTheService(client)).toBe(true);
    client.close();
    // Nothing was to be written.
    expect((await stat(till.file)).mtimeMs).toBe(before.mtimeMs);
  });

  test('may hand the configuration back, or another one', async () => {
    await setUpFile(till);
    for (const deviceId of ['device-behind-the-counter', 'device-at-the-door']) {
      const login = till.start();
      const outcome = await logIn(till, login);
      const client = await login.initialize({
        ...(outcome.configuration as NonNullable<typeof outcome.configuration>),
        deviceId,
      });
      expect(await reachesTheService(client)).toBe(true);
      client.close();
    }
    const { configuration: kept } = await logIn(till, till.start());
    expect(kept?.deviceId).toBe('device-at-the-door');
    expect(kept?.authenKey.export().toString()).toBe(configuration.authenKey);
  });

  test('may name its shop again, but no other', async () => {
    await setUpFile(till);
    expect(await logIn(till, till.start(), wechatIds)).toMatchObject({ code: 0 });
    expect(await logIn(till, till.start(), { mchId: wechatIds.mchId })).toMatchObject({ code: 0 });
    const error = await rejectionOf(till.start().login({ ...shop, outShopId: 'sz01anotherShop' }));
    expect(error).toBeInstanceOf(ConfigurationFileError);
    expect(error).toMatchObject({ code: 'FILE_OF_ANOTHER_SHOP', file: till.file, outcome: 'failed' });
  });

  test('takes the hosts of this start, not of the first', async () => {
    await setUpFile(till);
    const login = till.start({ baseUrls: [till.server.url, 'https://sz.pay.qcloud.com'], timeout: 3_000 });
    await logIn(till, login);
    const client = await login.initialize();
    expect(client.configuration).toMatchObject({ baseUrls: [till.server.url, 'https://sz.pay.qcloud.com'], timeout: 3_000 });
  });

  test('a code that is asked for again takes the place of the first', async () => {
    const login = till.start();
    const first = shown(await login.login(wechatIds));
    const second = shown(await login.login(wechatIds));
    till.server.scanLogin(first.activator, { deny: true });
    till.server.scanLogin(second.activator, { staffId: '1206' });
    letIn(await login.waitForLogin());
  });
});

describe('identify', () => {
  test('tells who someone is, and leaves the login as it is', async () => {
    await setUpFile(till);
    const login = till.start();
    await logIn(till, login);
    till.server.scanLogin(shown(await login.identify()).activator, { staffId: '1192' });
    expect(await login.waitForIdentification()).toEqual({
      result: 'identified',
      code: 0,
      identity: expect.any(String),
      staffId: '1192',
      staffName: '店员',
      refundAuth: false,
      roles: [ManagerType.ShopStaff],
    });
    expect((await login.initialize()).configuration.authenKey.export().toString()).toBe(configuration.authenKey);
    // The till is open, and someone has to permit a refund.
    till.server.scanLogin(shown(await login.identify()).activator, { staffId: '1206' });
    expect(await login.waitForIdentification()).toMatchObject({ result: 'identified', staffId: '1206', refundAuth: true });
  });

  test('needs a shop: of a login in this process, or of the caller', async () => {
    await setUpFile(till);
    expect(await rejectionOf(till.start().identify())).toMatchObject({ code: 'NOT_LOGGED_IN', outcome: 'failed' });
    shown(await till.start().identify(shop));
    expect(await till.start().identify({ mchId: '1900007941' })).toMatchObject({
      result: 'parametersMissing',
      missing: ['subMchId', 'shopId'],
    });
  });

  test('does not take the shop of a login that nobody has scanned: it may be that of the file', async () => {
    await setUpFile(till);
    const login = till.start();
    shown(await login.login());
    expect(await rejectionOf(login.identify())).toMatchObject({ code: 'NOT_LOGGED_IN' });
    expect(till.server.state().calls.client_initialize).toBe(2);
  });

  test('never reads the file', async () => {
    await writeFile(till.file, 'something else');
    shown(await till.start().identify(shop));
    expect(await rejectionOf(till.start().identify())).toMatchObject({ code: 'NOT_LOGGED_IN' });
  });

  test('has the outcomes of a login', async () => {
    const login = till.start();
    till.server.scanLogin(shown(await login.identify(shop)).activator, { deny: true });
    expect(await login.waitForIdentification()).toMatchObject({ result: 'refused' });
    await login.identify(shop);
    expect(await login.waitForIdentification()).toEqual({ result: 'expired', code: -1 });
    expect(await rejectionOf(login.waitForIdentification())).toMatchObject({ code: 'NOT_LOGGED_IN' });
  });
});
