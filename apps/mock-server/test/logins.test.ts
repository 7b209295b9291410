import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import { call, control, post } from './support/client.ts';

const outMchId = 'sz01lXKA6DKGjNzr2l4B';
const outSubMchId = 'sz01KzuCUOmw8yjtPite';
const outShopId = 'sz011biKxOguirmBqiFR';
const shop = { out_sub_mch_id: outSubMchId, out_shop_id: outShopId };

interface Begun {
  readonly activator: string;
  readonly token: string;
  readonly qr_code_url: string;
  readonly ttl: number;
}
interface Granted {
  readonly initialization_granted: boolean;
  readonly sub_mch_info?: { readonly client_configuration_ciphers: readonly { algorithm: number; key: string }[] };
}

let server: MockServer;
beforeEach(async () => {
  server = await startMockServer();
});
afterEach(() => server.close());

const ask = (endpoint: string, content: object) => call(server.url, endpoint, content, { authenInfo: null });

async function begin(): Promise<Begun> {
  const { content } = await ask('client_initialize', { ...shop, authorize_terminal_type: 1 });
  return content.client_initialize as Begun;
}

async function poll(token: string) {
  const { content } = await ask('client_try_get_initializers', { out_sub_mch_id: outSubMchId, token });
  return { ...content, response: content.client_try_get_initializers as Granted | undefined };
}

async function granted(staffId = '1206'): Promise<Granted> {
  const { activator, token } = await begin();
  server.scanLogin(activator, { staffId });
  return (await poll(token)).response as Granted;
}

const keysOf = (response: Granted) => response.sub_mch_info?.client_configuration_ciphers.map(({ key }) => key);

const uploadStaff = (staffInfos: object[]) =>
  call(server.url, 'set_sub_mch_shop_info', {
    out_mch_id: outMchId,
    out_sub_mch_id: outSubMchId,
    is_all: true,
    shop_infos: [
      {
        shop_id: '432',
        shop_name: '云支付体验店',
        device_infos: [{ device_id: '824', device_name: '收银台' }],
        staff_infos: staffInfos,
      },
    ],
    nonce_str: 'E94C00688C3F429CA2B0B396BF823548',
  });

describe('a login', () => {
  it('begins with a code, a public id, a token and 180 s, without a key', async () => {
    const reply = await ask('client_initialize', { ...shop, authorize_terminal_type: 1 });
    expect(reply).toMatchObject({ authentic: undefined, content: { status: 0, internal_status: 0 } });
    const begun = reply.content.client_initialize as Begun;
    expect(begun).toMatchObject({ ttl: 180, qr_code_url: expect.stringContaining(begun.activator) });
    expect(begun.qr_code_url).not.toContain(begun.token);
    expect(server.state().logins).toMatchObject([{ activator: begun.activator, state: 'waiting' }]);
    expect(JSON.stringify(server.state())).not.toContain(begun.token);
  });

  it.each([
    ['out_sub_mch_id', { out_sub_mch_id: 'x' }],
    ['out_shop_id', { out_shop_id: 'x' }],
    ['authorize_terminal_type', { authorize_terminal_type: undefined }],
  ])('names %s if it is unknown', async (field, change) => {
    const { content } = await ask('client_initialize', { ...shop, authorize_terminal_type: 1, ...change });
    expect(content).toMatchObject({ status: 101, description: expect.stringContaining(`${field}:`) });
  });

  it('waits with status 0', async () => {
    const { token } = await begin();
    expect(await poll(token)).toMatchObject({ status: 0, response: { initialization_granted: false } });
  });

  it('is granted to staff, with their role, the prefix, the keys and the shop', async () => {
    const { activator, token } = await begin();
    const path = `logins/${activator}/scan`;
    expect(await control(server.url, 'POST', path, { staff_id: '1206' })).toMatchObject({ http: 200, json: { ok: true } });
    const { response } = await poll(token);
    expect(response).toMatchObject({
      initialization_granted: true,
      staff_id: '1206',
      manager_types: [2],
      manager_entities: [{ manager_type: 2, out_id: outShopId, staff_id: '1206' }],
      mch_info: { out_mch_id: outMchId },
      sub_mch_info: { out_sub_mch_id: outSubMchId, cloud_cashier_id: 'sz010002cz' },
      shop_infos: [
        {
          out_shop_id: outShopId,
          devices: [{ device_id: '824' }],
          staffs: [
            { staff_id: '1206', refund_auth: true },
            { staff_id: '1192', refund_auth: false },
          ],
        },
      ],
    });
    const ciphers = response?.sub_mch_info?.client_configuration_ciphers ?? [];
    expect(ciphers).toMatchObject([{ algorithm: 1 }]);
    expect(Buffer.from(ciphers[0]?.key ?? '', 'base64')).toHaveLength(16);
    expect(server.state().logins).toMatchObject([{ activator, state: 'granted' }]);
    expect(await granted('1192')).toMatchObject({ staff_id: '1192', manager_types: [3] });
  });

  it.each([{ deny: true }, { staff_id: '9999' }])('is denied with 104, 3301: %j', async (scan) => {
    const { activator, token } = await begin();
    await control(server.url, 'POST', `logins/${activator}/scan`, scan);
    expect(await poll(token)).toMatchObject({ status: 104, internal_status: 3301, response: undefined });
    expect(server.state().logins).toMatchObject([{ activator, state: 'denied' }]);
  });

  it('expires after 180 s of the clock with 104, 3302, as an unknown token does', async () => {
    const { activator, token } = await begin();
    server.advanceClock(179);
    expect(await poll(token)).toMatchObject({ status: 0 });
    server.advanceClock(1);
    expect(await poll(token)).toMatchObject({ status: 104, internal_status: 3302 });
    expect(server.state().logins).toMatchObject([{ activator, state: 'expired' }]);
    expect(() => server.scanLogin(activator, { staffId: '1206' })).toThrow(/expired/);
    expect(await poll('made up')).toMatchObject({ status: 104, internal_status: 3302 });
  });

  it('of a removed member of staff is denied, before and after the scan', async () => {
    const first = await begin();
    const second = await begin();
    server.scanLogin(first.activator, { staffId: '1192' });
    await uploadStaff([{ staff_id: '1206', staff_name: '店长', shop_manager: true }]);
    server.scanLogin(second.activator, { staffId: '1192' });
    for (const { token } of [first, second]) expect(await poll(token)).toMatchObject({ status: 104, internal_status: 3301 });
  });

  it('lists every member of a large staff', async () => {
    await uploadStaff(
      Array.from({ length: 200 }, (_, index) => ({
        staff_id: String(1206 + index),
        staff_name: '店员店员店员',
        shop_manager: false,
      })),
    );
    const { shop_infos } = (await granted()) as unknown as { shop_infos: { staffs: { staff_id: string }[] }[] };
    expect(shop_infos[0]?.staffs.filter(({ staff_id }) => staff_id)).toHaveLength(200);
  });

  it.each<[number, string, object]>([
    [404, 'unknown', { staff_id: '1206' }],
    [400, '', {}],
    [400, '', { staff_id: ['1206'] }],
    [400, '', { deny: 'yes' }],
  ])('scans that are not possible get HTTP %i', async (http, activator, scan) => {
    const login = await begin();
    expect((await control(server.url, 'POST', `logins/${activator || login.activator}/scan`, scan)).http).toBe(http);
    expect(server.state().logins).toMatchObject([{ state: 'waiting' }]);
  });

  it('can be scanned once', async () => {
    const { activator } = await begin();
    server.scanLogin(activator, { deny: true });
    expect(() => server.scanLogin(activator, { staffId: '1206' })).toThrow(/denied/);
  });
});

describe('the keys of encrypted configurations', () => {
  it('are the same at every start', async () => {
    const before = keysOf(await granted());
    expect(before).toEqual([server.merchant.configurationKey]);
    server.reset();
    expect(keysOf(await granted())).toEqual(before);
  });

  it('rotate: the new one first, the older ones after it or withdrawn', async () => {
    const [first] = keysOf(await granted()) ?? [];
    expect(await control(server.url, 'POST', 'ciphers/rotate')).toMatchObject({ http: 200 });
    const [second, ...older] = keysOf(await granted()) ?? [];
    expect(second).not.toBe(first);
    expect(older).toEqual([first]);
    await control(server.url, 'POST', 'ciphers/rotate', { withdraw: true });
    const [third, ...rest] = keysOf(await granted()) ?? [];
    expect(rest).toEqual([]);
    expect([first, second]).not.toContain(third);
  });

  it('and logins survive a restart with a database file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cloudpay-sandbox-'));
    try {
      const db = join(folder, 'state.db');
      await server.close();
      server = await startMockServer({ db });
      server.rotateCiphers();
      const { activator, token } = await begin();
      const keys = keysOf(await granted());
      await server.close();
      server = await startMockServer({ db });
      server.scanLogin(activator, { staffId: '1206' });
      expect(keysOf((await poll(token)).response as Granted)).toEqual(keys);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('use_device_setting', () => {
  const get = async (query: Record<string, string>) => {
    const response = await fetch(`${server.url}/cpay/use_device_setting?${new URLSearchParams(query)}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const query = { osi: outShopId, si: 'aSetting', sn: 'N5001' };

  it('returns the settings of a terminal, as plain JSON', async () => {
    expect(await get(query)).toEqual({
      status: 0,
      description: expect.any(String),
      log_id: expect.any(Number),
      internal_status: 0,
      use_device_setting: {
        out_mch_id: outMchId,
        out_sub_mch_id: outSubMchId,
        cloud_cashier_id: '01000052',
        authen_type: 1,
        authen_key: '1F6E3C2B9A8D4E5F7061524334251607',
        out_shop_id: outShopId,
        shop_name: '云支付体验店',
        device_id: '824',
        device_name: '收银台',
        staff_id: '1206',
        staff_name: '店长',
      },
    });
    expect(server.state().calls).toMatchObject({ use_device_setting: 1 });
  });

  it('binds the device to one terminal, which may ask again', async () => {
    await get(query);
    expect(await get({ ...query, si: 'anotherSetting' })).toMatchObject({ status: 0 });
    expect(await get({ ...query, sn: 'N5002' })).toMatchObject({ status: 104, internal_status: 3214 });
  });

  it('accepts a code for 5 minutes', async () => {
    await get(query);
    server.advanceClock(299);
    expect(await get(query)).toMatchObject({ status: 0 });
    server.advanceClock(1);
    expect(await get(query)).toMatchObject({ status: 104, internal_status: 9109 });
  });

  it.each(['osi', 'si', 'sn'])('names %s if it is missing', async (field) => {
    const response = await get({ ...query, [field]: '' });
    expect(response).toMatchObject({ status: 101, description: expect.stringContaining(`${field}:`) });
    expect(response).not.toHaveProperty('use_device_setting');
  });

  it('accepts GET only', async () => {
    const { content } = await post(server.url, '/cpay/use_device_setting', '');
    expect(content).toMatchObject({ status: 101, internal_status: 9004 });
  });
});
