import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import {
  authenCode,
  call,
  customersCode,
  freshNumber,
  microPayContent,
  open,
  orderClient,
  payMchKey,
  post,
  queryContent,
  type Reply,
} from './support/client.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const code = customersCode('wechat', '0000');

function expectFieldRefused(reply: Reply, field: string) {
  expect(reply).toMatchObject({ http: 200, authentic: undefined, content: { status: 101 } });
  expect(reply.content.internal_status).not.toBe(7);
  expect(reply.content.description).toContain(`${field}:`);
  expect(reply.content.micro_pay).toBeUndefined();
}

describe('a request without authentication is refused with 101, internal status 7, without a code', () => {
  const content = JSON.stringify(microPayContent(freshNumber(), code));
  const rightCode = authenCode(content);
  it.each([
    ['no authen_info', null],
    ['an empty authen_info', {}],
    ['another key', { a: { authen_type: 1, authen_code: authenCode(content, 'another key') } }],
    ['the code of another content', { a: { authen_type: 1, authen_code: authenCode(`${content}\n`) } }],
    ['half a code', { a: { authen_type: 1, authen_code: rightCode.slice(0, 32) } }],
    ['an empty code', { a: { authen_type: 1, authen_code: '' } }],
    ['no code', { a: { authen_type: 1 } }],
    ['MD5', { a: { authen_type: 2, authen_code: rightCode } }],
    ['a signature, which only refunds may carry', { s: { sign_type: 1, sign: 'AAAA' } }],
  ])('%s', async (_what, authenInfo) => {
    const reply = await call(server.url, 'micro_pay', content, { authenInfo });
    expect(reply).toMatchObject({ http: 200, authentic: undefined, content: { status: 101, internal_status: 7 } });
    expect(server.state().orders).toEqual([]);
  });
});

describe('micro_pay refuses with 101 and names the field', () => {
  const good = () => microPayContent(freshNumber(), code);
  const withPay = (change: object) => ({ ...good(), pay_content: { ...good().pay_content, ...change } });
  const withKey = (change: object) => ({ ...good(), pay_mch_key: { ...payMchKey, ...change } });
  const withClient = (change: object) => ({ ...good(), order_client: { ...orderClient, ...change } });

  it.each<[field: string, content: object]>([
    ['pay_mch_key', { ...good(), pay_mch_key: undefined }],
    ['pay_content', { ...good(), pay_content: null }],
    ['order_client', { ...good(), order_client: [] }],
    ['nonce_str', { ...good(), nonce_str: 'x'.repeat(33) }],
    ['nonce_str', { ...good(), nonce_str: undefined }],
    ['pay_mch_key.pay_platform', withKey({ pay_platform: undefined })],
    ['pay_mch_key.pay_platform', withKey({ pay_platform: '1' })],
    ['pay_mch_key.out_mch_id', withKey({ out_mch_id: '' })],
    ['pay_mch_key.out_mch_id', withKey({ out_mch_id: 'x'.repeat(33) })],
    ['pay_mch_key.out_mch_id', withKey({ out_mch_id: 'sz01AAAAAAAAAAAAAAAA' })],
    ['pay_mch_key.out_sub_mch_id', withKey({ out_sub_mch_id: 'sz01AAAAAAAAAAAAAAAA' })],
    ['pay_mch_key.out_shop_id', withKey({ out_shop_id: 'sz01AAAAAAAAAAAAAAAA' })],
    ['pay_mch_key.out_shop_id', withKey({ out_shop_id: '__proto__' })],
    ['order_client.device_id', withClient({ device_id: undefined })],
    ['order_client.device_id', withClient({ device_id: 'x'.repeat(65) })],
    ['order_client.machine_no', withClient({ machine_no: undefined })],
    ['order_client.terminal_type', withClient({ terminal_type: 'Windows' })],
    ['pay_content.out_trade_no', withPay({ out_trade_no: 'zz010002cz0000000001' })],
    ['pay_content.out_trade_no', withPay({ out_trade_no: `sz010002cz${'1'.repeat(23)}` })],
    ['pay_content.out_trade_no', withPay({ out_trade_no: true })],
    ['pay_content.author_code', withPay({ author_code: undefined })],
    ['pay_content.body', withPay({ body: 'x'.repeat(129) })],
    ['pay_content.body', withPay({ body: { text: 'x' } })],
    ['pay_content.fee_type', withPay({ fee_type: 'USD' })],
    ['pay_content.fee_type', withPay({ fee_type: undefined })],
    ['pay_content.detail', withPay({ detail: 'x'.repeat(6001) })],
    ...[undefined, 0, -1, 1.5, 2 ** 31, 2 ** 53, 1e300, '1', '', true, [1], Number.NaN].map(
      (totalFee) => ['pay_content.total_fee', withPay({ total_fee: totalFee })] as [string, object],
    ),
    ...[
      '161234567890123456',
      '311234567890123456',
      '13452027382538764',
      '13452027382538764x',
      '28212934041439',
      '99',
      ' 99123456',
      '９９１２３４５６',
    ].map((authorCode) => ['pay_content.author_code', withPay({ author_code: authorCode })] as [string, object]),
  ])('%s', async (field, content) => {
    expectFieldRefused(await call(server.url, 'micro_pay', content), field);
  });

  it('a number with more digits than JavaScript can represent', async () => {
    const content = JSON.stringify(good()).replace('"total_fee":2', '"total_fee":90071992547409930000');
    expectFieldRefused(await call(server.url, 'micro_pay', content), 'pay_content.total_fee');
  });

  it.each([1, 2 ** 31 - 1])('but accepts an amount of %i', async (totalFee) => {
    expect((await call(server.url, 'micro_pay', withPay({ total_fee: totalFee }))).content.status).toBe(0);
  });

  it.each(['101234567890123456', '159999999999999999', '2512345678901234', '301234567890123456789012', '991234567890'])(
    'but takes the code %s',
    async (authorCode) => {
      expect((await call(server.url, 'micro_pay', withPay({ author_code: authorCode }))).content.status).toBe(0);
    },
  );
});

describe('query_order refuses with 101 and names the field', () => {
  const good = queryContent('sz010002cz0000000001');
  it.each<[field: string, content: object]>([
    ['pay_mch_key', { ...good, pay_mch_key: undefined }],
    ['pay_mch_key.out_shop_id', { ...good, pay_mch_key: { ...good.pay_mch_key, out_shop_id: undefined } }],
    ['pay_mch_key.out_sub_mch_id', { ...good, pay_mch_key: { ...good.pay_mch_key, out_sub_mch_id: 'sz01AAAAAAAAAAAAAAAA' } }],
    ['out_trade_no', { ...good, out_trade_no: undefined }],
    ['out_trade_no', { ...good, out_trade_no: 'zz' }],
    ['trade_type', { ...good, trade_type: [] }],
  ])('%s', async (field, content) => {
    expectFieldRefused(await call(server.url, 'query_order', content), field);
  });

  it('answers an unknown order with an authenticated 104, internal status 400', async () => {
    const reply = await call(server.url, 'query_order', queryContent(freshNumber()));
    expect(reply).toMatchObject({ http: 200, authentic: true, content: { status: 104, internal_status: 400 } });
  });
});

describe('a body that is not a request', () => {
  it.each([
    ['not JSON', 'hello'],
    ['nothing', ''],
    ['cut short', '{"request_content":"{}'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an object of something else', '{"a":1}'],
    ['an object as content', '{"request_content":{}}'],
    ['a broken authen_info', '{"request_content":"{}","authen_info":[]}'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ])('%s: HTTP 200 with an envelope that says so', async (_what, body) => {
    const reply = await post(server.url, '/cpay/micro_pay', body);
    expect(reply).toMatchObject({ http: 200, authentic: undefined, content: { status: 101, internal_status: 9002 } });
  });

  it.each(['', ' ', 'x', 'null', '[]', '"text"', '1'])('a content that is not an object: 101 (%j)', async (content) => {
    const reply = await call(server.url, 'micro_pay', content);
    expect(reply.content.status).toBe(101);
    expect(reply.content.description).toContain('request_content');
  });

  it.each(['no_such_call', 'micro_pay/', 'constructor', '__proto__'])('an unknown call is named: %s', async (name) => {
    const reply = await post(server.url, `/cpay/${name}`, '{}');
    expect(reply).toMatchObject({ http: 200, authentic: undefined, content: { status: 101, internal_status: 9004 } });
    expect(reply.content.description).toContain(name);
  });

  it('a call with the other method is an unknown call', async () => {
    const response = await fetch(new URL('/cpay/micro_pay', server.url));
    expect(response.status).toBe(200);
    expect(open(await response.text()).content).toMatchObject({ status: 101, internal_status: 9004 });
  });

  it.each(['/', '/elsewhere'])('a path outside the service is HTTP 404: POST %s', async (path) => {
    expect(await post(server.url, path, '{}')).toMatchObject({ http: 404, content: { status: 101 } });
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('GET /%s is not a page', async (name) => {
    expect((await fetch(new URL(`/${name}`, server.url))).status).toBe(404);
  });
});
