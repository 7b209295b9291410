// What a careless service may change, and what it may not. An exact server plays the same scenes for comparison.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Manner, type MockServer, startMockServer } from '../src/index.ts';
import {
  call,
  control,
  customersCode,
  freshNumber,
  microPayContent,
  orderClient,
  type Platform,
  platforms,
  queryContent,
  queryRefundContent,
  type Reply,
  refundContent,
} from './support/client.ts';

type Json = Readonly<Record<string, unknown>>;

const text = '  🧧 ﬁn <b>"e\u0301"</b> & ② 茶  ';
const rounds = 12;

/** Pays, queries and refunds, and returns the content of each response as text. */
async function play(url: string, outTradeNo: string, outRefundNo: string, platform: Platform): Promise<Reply[]> {
  const content = microPayContent(outTradeNo, customersCode(platform, '0000'), {
    payContent: { body: text, remark: text, wxpay_pay_content_ext: { attach: text } },
    orderClient: { device_id: 'Till-B', machine_no: 'aB:0c', staff_id: '1206' },
  });
  const listed = { out_sub_mch_id: content.pay_mch_key.out_sub_mch_id, order_type: 3, start_time: 1, end_time: 2 ** 31 };
  return [
    await call(url, 'micro_pay', content),
    await call(url, 'query_order', queryContent(outTradeNo)),
    await call(url, 'refund', refundContent(outTradeNo, outRefundNo, { refund_reason: text })),
    await call(url, 'query_refund_order', queryRefundContent(outTradeNo, outRefundNo)),
    await call(url, 'query_refund_order', queryRefundContent(outTradeNo, outRefundNo)),
    await call(url, 'query_order_list', { ...listed, page_num: 1, page_size: 100, nonce_str: 'n' }),
    await call(url, 'query_order', queryContent(freshNumber())),
  ];
}

/** The fields that decide about money, with their paths, as text. */
const decides =
  /(^|\.)(status|internal_status|description|out_trade_no|out_refund_no|transaction_id|refund_id|out_mch_id|out_sub_mch_id|out_shop_id|pay_platform|sub_pay_platform|\w*_fee|\w*amount|\w*trade_state|state|refund_status|\w*_refund_state|trade_type|total_count|time_end|create_time)$/;

function decisive(value: unknown, place = ''): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return decides.test(place) ? { [place]: value } : {};
  const parts = Object.entries(value).map(([name, item]) => decisive(item, place === '' ? name : `${place}.${name}`));
  return Object.assign({}, ...parts);
}

function namesAndTypes(value: unknown, place = ''): Record<string, string> {
  if (typeof value !== 'object' || value === null) return { [place]: typeof value };
  const parts = Object.entries(value).map(([name, item]) => namesAndTypes(item, `${place}.${name}`));
  return Object.assign({}, ...parts);
}

const now = () => 1_800_000_000_000;

/** The same scenes on an exact server and on one with another manner. */
async function scenes(manner: Manner) {
  await using exact = await startMockServer({ seed: 7, now });
  await using other = await startMockServer({ seed: 7, now, manner });
  const pairs: { exact: Reply; other: Reply }[] = [];
  for (let round = 0; round < rounds; round++) {
    const platform = platforms[round % platforms.length] as Platform;
    const numbers = [freshNumber(), freshNumber()] as const;
    const [one, two] = [await play(exact.url, ...numbers, platform), await play(other.url, ...numbers, platform)];
    pairs.push(...one.map((reply, index) => ({ exact: reply, other: two[index] as Reply })));
  }
  return { pairs, states: [exact.state(), other.state()] };
}

describe.each<Manner>(['careless', 'terminals'])('the manner %s', (manner) => {
  let pairs: readonly { exact: Reply; other: Reply }[];
  let states: Awaited<ReturnType<typeof scenes>>['states'];
  beforeAll(async () => {
    ({ pairs, states } = await scenes(manner));
  });

  it('leaves amounts, states and numbers right', () => {
    for (const { exact, other } of pairs) {
      expect(decisive(other.content)).toEqual(decisive(exact.content));
      expect(other.authentic).toBe(true);
    }
    const [exact, other] = states.map(({ orders, refunds, calls }) => ({ orders, refunds, calls }));
    expect(other).toEqual(exact);
  });

  it('has the four status fields, and keeps a response about one order under 4,096 bytes', () => {
    for (const { other } of pairs) {
      const { status, description, log_id, internal_status } = other.content;
      expect([typeof status, typeof description, typeof log_id, typeof internal_status]).toEqual([
        'number',
        'string',
        'number',
        'number',
      ]);
      if (!('query_order_list' in other.content)) expect(other.body.length).toBeLessThan(4096);
    }
  });

  it('rewrites text, ids and payment codes, and adds undocumented fields', () => {
    const orders = pairs.flatMap(({ other }) => (other.content.query_order ?? []) as Json | []) as Json[];
    const clients = orders.map(({ order_client }) => order_client as Json);
    const contents = orders.map(({ order_content }) => order_content as Json);
    const bodies = new Set(contents.map(({ body }) => body));
    expect(bodies.size).toBeGreaterThan(3);
    expect(clients.map(({ machine_no }) => String(machine_no).toLowerCase())).toEqual(clients.map(() => 'ab:0c'));
    expect(new Set(clients.map(({ device_id }) => device_id))).toEqual(new Set(['TILL-B', 'till-b']));
    expect(contents.every(({ undocumented }) => undocumented !== undefined)).toBe(true);
    const codes = contents.map(({ author_code }) => author_code);
    expect(codes.every((code) => code === undefined || /^\d\d\*+0000$/.test(String(code)))).toBe(true);
    expect(contents.some(({ nonce_str }) => nonce_str === undefined)).toBe(true);
  });
});

describe('log ids and types', () => {
  it('careless: log ids lie above 2^53, and fields that decide nothing change their type', async () => {
    const { pairs } = await scenes('careless');
    for (const { other } of pairs) {
      const [, digits = '0'] = /\\"log_id\\":(\d+)/.exec(other.body) ?? [];
      expect(BigInt(digits)).toBeGreaterThan(2n ** 53n);
    }
    const changed = pairs.filter(({ exact, other }) => {
      const types = namesAndTypes(other.content);
      return Object.entries(namesAndTypes(exact.content)).some(
        ([place, type]) => types[place] !== undefined && types[place] !== type,
      );
    });
    expect(changed.length).toBeGreaterThan(pairs.length / 4);
    const staff = pairs.flatMap(({ other }) => JSON.stringify(other.content).match(/"staff_id":1206/g) ?? []);
    expect(staff.length).toBeGreaterThan(0);
  });

  it('for terminals: log ids have 32 bits, and every field keeps its type', async () => {
    const { pairs } = await scenes('terminals');
    for (const { exact, other } of pairs) {
      expect(other.content.log_id).toBeLessThan(2 ** 32);
      const types = namesAndTypes(other.content);
      for (const [place, type] of Object.entries(namesAndTypes(exact.content)))
        expect([type, undefined]).toContain(types[place]);
    }
  });
});

describe('the choice of a manner', () => {
  let server: MockServer;
  beforeAll(async () => {
    server = await startMockServer({ seed: 7 });
  });
  afterAll(() => server.close());

  it('is changed by the control API and by its function, and ends with a reset', async () => {
    expect((await control(server.url, 'POST', 'manner', { manner: 'careless' })).http).toBe(200);
    expect((await control(server.url, 'GET', 'state')).json.manner).toBe('careless');
    expect((await control(server.url, 'POST', 'manner', { manner: 'careless', for: 'terminals' })).http).toBe(200);
    expect(server.state().manner).toBe('terminals');
    server.setManner({ manner: 'exact' });
    expect(server.state().manner).toBe('exact');
    server.setManner({ manner: 'careless' });
    await server.reset();
    expect(server.state().manner).toBe('exact');
    await using careless = await startMockServer({ manner: 'careless' });
    careless.setManner({ manner: 'exact' });
    await careless.reset();
    expect(careless.state().manner).toBe('careless');
  });

  it.each([{}, { manner: 'rude' }, { manner: 'constructor' }, { manner: 'careless', for: 'everybody' }])(
    'refuses %j',
    async (choice) => {
      expect((await control(server.url, 'POST', 'manner', choice)).http).toBe(400);
    },
  );

  it('is the same at every run from the same seed', async () => {
    const [one, two] = [await scenes('careless'), await scenes('careless')];
    const strip = ({ pairs }: typeof one) =>
      pairs.map(({ other }) => JSON.stringify(other.content).replace(/sz010002cz\d+/g, 'number').length);
    expect(strip(one)).toEqual(strip(two));
  });

  it('does not affect shops and logins', async () => {
    const ids = { out_mch_id: server.merchant.outMchId, out_sub_mch_id: server.merchant.outSubMchId };
    const ask = () => call(server.url, 'query_sub_mch_shop_info', { ...ids, page_num: 1, page_size: 9, nonce_str: 'n' });
    const exact = (await ask()).content.query_shop_info as Json;
    server.setManner({ manner: 'careless' });
    const careless = (await ask()).content.query_shop_info as Json;
    expect({ ...careless, nonce_str: '' }).toEqual({ ...exact, nonce_str: '' });
    expect(orderClient.device_id).toBe('824');
  });
});
