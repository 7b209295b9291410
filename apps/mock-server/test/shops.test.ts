import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import { call, control, customersCode, freshNumber, microPay, post, type Reply } from './support/client.ts';

const now = 1_790_000_000;
const ids = { out_mch_id: 'sz01lXKA6DKGjNzr2l4B', out_sub_mch_id: 'sz01KzuCUOmw8yjtPite' };
const firstShopId = 'sz011biKxOguirmBqiFR';

interface WireShop {
  readonly [field: string]: unknown;
  readonly out_shop_id?: string;
  readonly device_infos?: readonly Record<string, unknown>[];
  readonly staff_infos?: readonly Record<string, unknown>[];
}

let server: MockServer;
beforeEach(async () => {
  server = await startMockServer({ now: () => now * 1000 });
});
afterEach(() => server.close());

const set = (shops: unknown, isAll: unknown = false, changes: object = {}) =>
  call(server.url, 'set_sub_mch_shop_info', { ...ids, is_all: isAll, shop_infos: shops, nonce_str: 'n', ...changes });
const query = (changes: object = {}) =>
  call(server.url, 'query_sub_mch_shop_info', { ...ids, page_num: 1, page_size: 1000, nonce_str: 'n', ...changes });
const shopsIn = ({ content }: Reply) => (content.set_shop_info as { set_shop_infos: WireShop[] }).set_shop_infos;
const pageIn = ({ content }: Reply) => content.query_shop_info as { shop_infos: WireShop[]; total_count: number };
const listed = async () => pageIn(await query()).shop_infos;
const first = { shop_id: '432', shop_name: '云支付体验店' };
const second = {
  shop_id: '433',
  shop_name: '二店',
  phone: '0755-1',
  device_infos: [{ device_id: 'd1', device_name: '前台', sn_code: 'SN1' }],
  staff_infos: [{ staff_id: 's1', staff_name: '张三', shop_manager: true, refund_auth: true }],
};

describe('at the start', () => {
  it('has the shop of the default merchant, with its device and staff', async () => {
    const reply = await query();
    expect(reply).toMatchObject({ authentic: true, content: { status: 0 } });
    expect(pageIn(reply)).toMatchObject({
      total_count: 1,
      shop_infos: [
        {
          ...first,
          out_shop_id: firstShopId,
          create_time: now,
          device_infos: [{ device_id: '824' }],
          staff_infos: [
            { staff_id: '1206', shop_manager: true, refund_auth: true },
            { staff_id: '1192', shop_manager: false, refund_auth: false },
          ],
        },
      ],
    });
  });
});

describe('set_sub_mch_shop_info', () => {
  it('adds a shop, and returns all shops, authenticated', async () => {
    const reply = await set([second]);
    expect(reply).toMatchObject({ authentic: true, content: { status: 0 } });
    expect(shopsIn(reply)).toMatchObject([{ out_shop_id: firstShopId }, { ...second, fee_type: 'CNY', create_time: now }]);
    const { out_shop_id: id, out_shop_id_url: url } = shopsIn(reply)[1] as WireShop;
    expect(id).toMatch(/^[A-Za-z0-9]{20}$/);
    expect(String(url).length).toBeLessThanOrEqual(128);
    expect(server.state().shops.map(({ shopId }) => shopId)).toEqual(['432', '433']);
    const { json } = await control(server.url, 'GET', 'state');
    expect(json).toMatchObject({ shops: [{ shop_id: '432' }, { shop_id: '433', out_shop_id: id }] });
  });

  it('changes the sent fields, deletes the empty ones, keeps the others', async () => {
    const before = shopsIn(await set([second]))[1] as WireShop;
    server.advanceClock(60);
    const change = { shop_id: '433', shop_name: '二店（新）', phone: '', address: '深南大道1号', staff_infos: [] };
    const after = shopsIn(await set([change]))[1] as WireShop;
    const { phone: _cleared, ...rest } = before;
    expect(after).toEqual({
      ...rest,
      shop_name: '二店（新）',
      address: '深南大道1号',
      staff_infos: [],
      update_time: now + 60,
    });
  });

  it('a list holds exactly the sent people, with their stored data', async () => {
    await set([second]);
    const staff_infos = [
      { staff_id: 's2', staff_name: '李四' },
      { staff_id: 's1', staff_name: '张三丰' },
    ];
    const device_infos = [{ device_id: 'd1', device_name: '后台' }];
    const [, shop] = shopsIn(await set([{ shop_id: '433', shop_name: '二店', staff_infos, device_infos }]));
    expect(shop?.staff_infos).toEqual([
      { staff_id: 's2', staff_name: '李四' },
      { staff_id: 's1', staff_name: '张三丰', shop_manager: true, refund_auth: true },
    ]);
    expect(shop?.device_infos).toEqual([{ device_id: 'd1', device_name: '后台', sn_code: 'SN1' }]);
  });

  it('the same upload again changes nothing, not even its time', async () => {
    await set([second]);
    const before = await listed();
    server.advanceClock(60);
    await set([second]);
    expect(await listed()).toEqual(before);
  });

  it('with is_all, other shops are deleted: for payments too', async () => {
    await set([second]);
    const [kept] = shopsIn(await set([second], true));
    expect((await listed()).map(({ shop_id }) => shop_id)).toEqual(['433']);
    expect(kept).toMatchObject(second);
    const { content } = await microPay(server.url, freshNumber(), customersCode('wechat', '0000'));
    expect(content).toMatchObject({ status: 101, description: expect.stringContaining('out_shop_id') });
  });

  it('ignores the service’s own fields, and unknown fields', async () => {
    const sent = { ...second, out_shop_id: 'mine', create_time: 1, goods_tag: 'x', colour: 'red' };
    const [, shop] = shopsIn(await set([sent]));
    expect(shop).toMatchObject({ create_time: now });
    expect(shop?.out_shop_id).not.toBe('mine');
    expect(shop).not.toHaveProperty('goods_tag');
    expect(shop).not.toHaveProperty('colour');
  });

  it.each([
    ['shop_infos', [], {}],
    ['shop_infos', undefined, {}],
    ['shop_infos[0].shop_id', [{ ...second, shop_id: '' }], {}],
    ['shop_infos[0].shop_name', [{ shop_id: '1' }], {}],
    ['shop_infos[1].shop_name', [second, { shop_id: '434', shop_name: '店'.repeat(33) }], {}],
    ['shop_infos[0].address', [{ ...second, address: 'x'.repeat(129) }], {}],
    ['shop_infos[0].fee_type', [{ ...second, fee_type: 'USD' }], {}],
    ['shop_infos[0].staff_infos[0].staff_name', [{ ...second, staff_infos: [{ staff_id: '1' }] }], {}],
    ['shop_infos[0].device_infos[0].device_id', [{ ...second, device_infos: [{ device_name: 'x' }] }], {}],
    ['shop_infos[1].shop_id', [second, second], {}],
    ['shop_infos[0].staff_infos[1].staff_id', [{ ...second, staff_infos: [...second.staff_infos, ...second.staff_infos] }], {}],
    [
      'shop_infos[0].device_infos[1].device_id',
      [{ ...second, device_infos: [...second.device_infos, ...second.device_infos] }],
      {},
    ],
    ['is_all', [second], { is_all: 'yes' }],
    ['out_mch_id', [second], { out_mch_id: 'x' }],
    ['out_sub_mch_id', [second], { out_sub_mch_id: 'x' }],
  ])('refuses %s, and changes nothing', async (field, shops, changes) => {
    const before = await listed();
    const { content } = await set(shops, true, changes);
    expect(content).toMatchObject({ status: 101, description: expect.stringContaining(`${field}:`) });
    expect(await listed()).toEqual(before);
  });

  it('refuses a wrong code', async () => {
    const content = { ...ids, is_all: true, shop_infos: [second], nonce_str: 'n' };
    const authenInfo = { a: { authen_type: 1, authen_code: '0'.repeat(64) } };
    const reply = await call(server.url, 'set_sub_mch_shop_info', content, { authenInfo });
    expect(reply.content).toMatchObject({ status: 101, internal_status: 7 });
    expect(await listed()).toHaveLength(1);
  });

  it('a request above 1 MiB is refused as a whole', async () => {
    const body = JSON.stringify({ request_content: 'x'.repeat(1024 * 1024) });
    expect(await post(server.url, '/cpay/set_sub_mch_shop_info', body)).toMatchObject({ http: 413, content: { status: 101 } });
  });
});

describe('query_sub_mch_shop_info', () => {
  const ten = Array.from({ length: 10 }, (_, index) => ({ shop_id: `s${index}`, shop_name: `店${index}` }));

  it('returns pages, in the order in which the shops were added', async () => {
    await set(ten, true);
    const pages = await Promise.all([1, 2, 3, 4].map((page_num) => query({ page_num, page_size: 4 })));
    expect(pages.map((page) => pageIn(page).shop_infos.map(({ shop_id }) => shop_id))).toEqual([
      ['s0', 's1', 's2', 's3'],
      ['s4', 's5', 's6', 's7'],
      ['s8', 's9'],
      [],
    ]);
    expect(pages.map((page) => pageIn(page).total_count)).toEqual([10, 10, 10, 10]);
  });

  it('returns one shop', async () => {
    await set(ten);
    const page = pageIn(await query({ out_shop_id: firstShopId }));
    expect(page).toMatchObject({ total_count: 1, shop_infos: [first] });
  });

  it.each([
    ['page_num', { page_num: 0 }],
    ['page_size', { page_size: undefined }],
    ['out_shop_id', { out_shop_id: 'unknown' }],
    ['out_mch_id', { out_mch_id: undefined }],
    ['out_sub_mch_id', { out_sub_mch_id: 'x' }],
  ])('refuses %s', async (field, changes) => {
    const { content } = await query(changes);
    expect(content).toMatchObject({ status: 101, description: expect.stringContaining(`${field}:`) });
  });
});

describe('sdk_query_sub_mch_info', () => {
  const ask = (changes: object) =>
    call(server.url, 'sdk_query_sub_mch_info', {
      out_sub_mch_id: ids.out_sub_mch_id,
      page_num: 1,
      page_size: 1,
      nonce_str: 'n',
      ...changes,
    });

  it('returns the merchant of its service provider', async () => {
    const reply = await ask({});
    expect(reply).toMatchObject({ authentic: true, content: { status: 0 } });
    expect(reply.content.query_sub_mch_info).toMatchObject({
      total_count: 1,
      sub_mch_infos: [
        {
          pay_platform: 1,
          mch_id: '1900007941',
          out_mch_id: ids.out_mch_id,
          sub_mch_infos: [{ sub_mch_id: '1900008341', out_sub_mch_id: ids.out_sub_mch_id, cloud_cashier_id: 'sz010002cz' }],
        },
      ],
    });
  });

  it('has no second page, and no other merchant', async () => {
    expect((await ask({ page_num: 2 })).content.query_sub_mch_info).toMatchObject({ total_count: 1, sub_mch_infos: [] });
    expect((await ask({ out_sub_mch_id: 'x' })).content).toMatchObject({ status: 101 });
  });
});

describe('the stored shops', () => {
  it('a reset restores only the first one', async () => {
    const before = await listed();
    await set([second], true);
    server.reset();
    expect(await listed()).toEqual(before);
  });

  it('survive a restart, in their order', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cloudpay-sandbox-'));
    try {
      const db = join(folder, 'state.db');
      const before = await startMockServer({ db });
      const content = { ...ids, is_all: true, shop_infos: [second, first], nonce_str: 'n' };
      await call(before.url, 'set_sub_mch_shop_info', content);
      const { shops } = before.state();
      await before.close();
      await using after = await startMockServer({ db });
      expect(after.state().shops).toEqual(shops);
      expect(shops.map(({ shopId }) => shopId)).toEqual(['433', '432']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('a lost response does not undo an upload', async () => {
    server.injectFault({ endpoint: 'set_sub_mch_shop_info', fault: 'status103' });
    expect((await set([second])).content).toMatchObject({ status: 103 });
    expect(await listed()).toHaveLength(2);
  });
});
