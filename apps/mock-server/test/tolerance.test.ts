// What any correct Cloud Pay client may do, and the sandbox must accept.
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Manner, type MockServer, startMockServer } from '../src/index.ts';
import {
  authenCode,
  call,
  customersCode,
  endContent,
  envelope,
  freshNumber,
  microPayContent,
  open,
  orderClient,
  payMchKey,
  post,
  queryContent,
  refundContent,
  scanCodeContent,
} from './support/client.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const code = customersCode('wechat', '0000');
const paid = { http: 200, authentic: true, content: { status: 0 } };

/** Writes raw HTTP and reads until the server closes. */
async function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.end(bytes);
  return text(socket);
}

describe('the content', () => {
  it.each(['\n', '\r\n', '  \t\n'])('may end in white space: %j', async (ending) => {
    expect(await call(server.url, 'micro_pay', microPayContent(freshNumber(), code), { ending })).toMatchObject(paid);
  });

  it('may be indented', async () => {
    const content = JSON.stringify(microPayContent(freshNumber(), code), undefined, '\t');
    expect(await call(server.url, 'micro_pay', content)).toMatchObject(paid);
  });

  it('may escape any character', async () => {
    const content = JSON.stringify(microPayContent(freshNumber(), code)).replace('云', '\\u4e91').replace('/', '\\/');
    const reply = await call(server.url, 'micro_pay', content);
    expect(reply).toMatchObject({ ...paid, content: { micro_pay: { order_content: { body: '云支付测试/test' } } } });
  });

  it('may have numbers for strings', async () => {
    const content = microPayContent(freshNumber(), code, { orderClient: { device_id: 1, staff_id: 1206 } });
    expect(await call(server.url, 'micro_pay', content)).toMatchObject(paid);
    const query = await call(server.url, 'query_order', queryContent(content.pay_content.out_trade_no));
    expect(query.content.query_order).toMatchObject({ order_client: { device_id: '1', staff_id: '1206' } });
  });

  it('may have unknown fields anywhere, and null for absent fields', async () => {
    const content = microPayContent(freshNumber(), code, {
      payContent: { from_the_future: { deep: [1, { x: null }] }, remark: null },
      orderClient: { battery: 17 },
    });
    expect(await call(server.url, 'micro_pay', { ...content, locale: 'zh-CN' })).toMatchObject(paid);
  });

  it('may omit optional fields', async () => {
    const { staff_id: _optional, ...client } = orderClient;
    const content = { ...microPayContent(freshNumber(), code), order_client: client };
    expect(await call(server.url, 'micro_pay', content)).toMatchObject(paid);
    const { nonce_str, ...query } = queryContent(content.pay_content.out_trade_no);
    expect(await call(server.url, 'query_order', { ...query, nonce_str })).toMatchObject(paid);
  });

  it('may name the platform, the terminal and the trade type in a query', async () => {
    const content = microPayContent(freshNumber(), code);
    await call(server.url, 'micro_pay', content);
    const query = {
      ...queryContent(content.pay_content.out_trade_no),
      pay_mch_key: payMchKey,
      order_client: orderClient,
      trade_type: 1,
    };
    expect(await call(server.url, 'query_order', query)).toMatchObject(paid);
  });

  it('may name any platform in a payment: the code decides', async () => {
    const content = microPayContent(freshNumber(), customersCode('alipay', '0000'));
    const reply = await call(server.url, 'micro_pay', content);
    expect(reply.content.micro_pay).toMatchObject({ pay_mch_key: { pay_platform: 2 } });
  });
});

describe('the envelope', () => {
  const content = () => microPayContent(freshNumber(), code);

  it('may carry a lower-case code', async () => {
    expect(await call(server.url, 'micro_pay', content(), { lowerCase: true })).toMatchObject(paid);
  });

  it('may omit authen_type, and have unknown fields', async () => {
    const requestContent = JSON.stringify(content());
    const authenInfo = { a: { authen_code: authenCode(requestContent), more: 1 }, z: {} };
    expect(await call(server.url, 'micro_pay', requestContent, { authenInfo })).toMatchObject(paid);
  });

  it('may begin with a byte order mark', async () => {
    expect(await post(server.url, '/cpay/micro_pay', `\uFEFF${envelope(content())}`)).toMatchObject(paid);
  });

  it.each([
    'application/json; charset=utf-8',
    'application/json;charset=GBK',
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data',
    'nonsense',
    '',
  ])('may be posted as %j', async (contentType) => {
    const reply = await post(server.url, '/cpay/micro_pay', envelope(content()), { 'content-type': contentType });
    expect(reply).toMatchObject(paid);
  });

  it('may be posted without a content type, over HTTP/1.0', async () => {
    const body = envelope(content());
    const response = await raw(`POST /cpay/micro_pay HTTP/1.0\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    expect(response).toMatch(/^HTTP\/1\.1 200 /);
    expect(open(response.slice(response.indexOf('\r\n\r\n')))).toMatchObject({ authentic: true, content: { status: 0 } });
  });

  it('may be posted in chunks that split a character', async () => {
    const sent = request(new URL('/cpay/micro_pay', server.url), { method: 'POST' });
    const body = Buffer.from(envelope(content()));
    const middle = body.indexOf('云') + 1;
    sent.write(body.subarray(0, middle));
    setImmediate(() => sent.end(body.subarray(middle)));
    const [response] = await once(sent, 'response');
    expect(open(await text(response))).toMatchObject({ authentic: true, content: { status: 0 } });
  });

  it('may wait for 100 Continue', async () => {
    const sent = request(new URL('/cpay/micro_pay', server.url), { method: 'POST', headers: { expect: '100-continue' } });
    sent.flushHeaders();
    await once(sent, 'continue');
    sent.end(envelope(content()));
    const [response] = await once(sent, 'response');
    expect(open(await text(response))).toMatchObject({ authentic: true, content: { status: 0 } });
  });

  it('may follow another on the same connection', async () => {
    const head = (body: string, connection: string) =>
      `POST /cpay/micro_pay HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const response = await raw(head(envelope(content()), 'keep-alive') + head(envelope(content()), 'close'));
    expect(response.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });
});

describe('required fields that real clients omit', () => {
  const { pay_platform: _platform, ...ids } = payMchKey;
  const { device_id: _device, ...noDevice } = orderClient;
  const list = { out_sub_mch_id: ids.out_sub_mch_id, order_type: 3, start_time: 1, end_time: 2 };
  const shops = [{ shop_id: 'new', shop_name: 'new', device_infos: [{ device_id: '1' }] }];
  const place = 'shop_infos[].device_infos[].device_name';

  it.each<[endpoint: string, missing: readonly string[], content: (outTradeNo: string) => object]>([
    [
      'set_sub_mch_shop_info',
      ['is_all', place],
      () => ({ out_mch_id: ids.out_mch_id, out_sub_mch_id: ids.out_sub_mch_id, shop_infos: shops, nonce_str: 'n' }),
    ],
    ['refund', ['order_client.device_id'], (no) => ({ ...refundContent(no, freshNumber()), order_client: noDevice })],
    ['close_order', ['trade_type'], (no) => endContent(no)],
    ['query_order_list', ['nonce_str'], () => ({ ...list, page_num: 1, page_size: 1 })],
    ['query_order_list_overview', ['nonce_str'], () => list],
    ['query_sub_mch_shop_info', ['nonce_str'], () => ({ ...ids, page_num: 1, page_size: 1 })],
  ])('%s without %j is accepted, and the record names the field', async (endpoint, missing, content) => {
    const outTradeNo = freshNumber();
    await (endpoint === 'close_order'
      ? call(server.url, 'scan_code_pay', scanCodeContent(outTradeNo))
      : call(server.url, 'micro_pay', microPayContent(outTradeNo, code)));
    expect(await call(server.url, endpoint, content(outTradeNo))).toMatchObject(paid);
    expect(server.exchanges({ last: 1 })[0]?.missing).toEqual(missing);
  });

  it('nothing is recorded as missing if everything is there', async () => {
    await call(server.url, 'micro_pay', microPayContent(freshNumber(), code));
    expect(server.exchanges({ last: 1 })[0]?.missing).toEqual([]);
  });

  it('a missing content type is recorded too', async () => {
    const body = envelope(microPayContent(freshNumber(), code));
    await raw(`POST /cpay/micro_pay HTTP/1.0\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    expect(server.exchanges({ last: 1 })[0]?.missing).toEqual(['content-type']);
  });

  it('without is_all, no shop is deleted', async () => {
    expect(server.state().shops.map(({ shopId }) => shopId)).toContain('432');
  });
});

describe('ping', () => {
  it.each(['', '{}', 'not JSON', '{"timestamp":1}'])('answers any body: %j', async (body) => {
    const response = await fetch(new URL('/cpay/ping', server.url), { method: 'POST', body });
    expect(await response.json()).toEqual({ description: 'ok', status: 0, timestamp: expect.closeTo(Date.now() / 1000, -1) });
  });
});

describe('responses', () => {
  it('are ASCII with escaped slashes, in both layers', async () => {
    const { body, headers } = await call(server.url, 'micro_pay', microPayContent(freshNumber(), code));
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body).toMatch(/^[\x20-\x7e]+$/);
    expect(body).toContain('\\\\u4E91');
    expect(body).toContain('\\\\\\/test');
    expect(body).not.toMatch(/(?<!\\)\//);
  });

  it('have all four status fields, and log ids of 32 bits', async () => {
    const logIds: number[] = [];
    for (let n = 0; n < 40; n++) {
      const { content } = await call(server.url, 'query_order', queryContent(freshNumber()));
      expect(content).toMatchObject({ status: 104, internal_status: 400, description: expect.any(String) });
      logIds.push(content.log_id);
    }
    expect(logIds.every((id) => Number.isInteger(id) && id >= 0 && id < 2 ** 32)).toBe(true);
    expect(Math.max(...logIds)).toBeGreaterThan(2 ** 31);
  });

  it.each<Manner>(['exact', 'careless'])(
    'about one order stay under 4,096 bytes, whatever fills the request: %s',
    async (manner) => {
      await using own = await startMockServer({ manner });
      const wide = (length: number) => '🧧'.repeat(length);
      const outTradeNo = `sz010002cz${wide(20)}`;
      const content = microPayContent(outTradeNo, code, {
        payContent: {
          body: wide(128),
          remark: wide(127),
          detail: wide(6000),
          client_flow_id: wide(5000),
          wxpay_pay_content_ext: { attach: wide(127), goods_tag: wide(32), product_id: wide(32) },
        },
        orderClient: {
          device_id: wide(64),
          staff_id: wide(64),
          machine_no: wide(32),
          sdk_version: wide(10),
          spbill_create_ip: wide(16),
          sn_code: wide(127),
          shop_id: wide(64),
          unknown: wide(5000),
        },
      });
      const paidReply = await call(own.url, 'micro_pay', { ...content, nonce_str: wide(32) });
      const query = await call(own.url, 'query_order', queryContent(outTradeNo));
      for (const reply of [paidReply, query]) {
        expect(reply).toMatchObject(paid);
        expect(reply.body.length).toBeLessThan(4096);
        expect(reply.body).toContain('out_trade_no');
      }
    },
  );

  it('fit into a terminal', async () => {
    const content = microPayContent(freshNumber(), code, { payContent: { remark: 'remark', detail: '{"goods_detail":[]}' } });
    const reply = await call(server.url, 'micro_pay', content);
    expect(reply.content.micro_pay).toMatchObject({ order_content: { remark: 'remark', detail: '{"goods_detail":[]}' } });
  });
});
