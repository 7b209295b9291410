import { deepStrictEqual } from 'node:assert/strict';
import {
  ClientIntResult,
  ClientOrderDetailResponse,
  decode,
  encode,
  FieldError,
  type Message,
  MicroPayResponse,
  OrderClient,
  OrderContent,
  OrderSdk,
  PayMchKey,
  PayPlatform,
  parseJson,
  QueryIdentityMappingResponse,
  QueryRefundOrderResponse,
  ResponseStatus,
  SetSubMchShopInfoRequest,
  StaffInfo,
  TradeConf,
  unknownFields,
} from '@cloudpay/proto';
import { describe, expect, test } from 'vitest';

/** The error that a call throws. */
function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('names', () => {
  test('snake_case on the wire, camelCase in TypeScript', () => {
    const wire = { pay_platform: 1, out_sub_mch_id: 'sub', notify_open_ids: ['a', 'b'] };
    const message = decode(PayMchKey, wire);
    expect(message).toEqual({ payPlatform: PayPlatform.WechatPay, outSubMchId: 'sub', notifyOpenIds: ['a', 'b'] });
    expect(encode(PayMchKey, message)).toEqual(wire);
  });

  test('camelCase is an unknown field by default, and read where people write the JSON', () => {
    const file = { out_mch_id: 'm', outSubMchId: 's' };
    expect(decode(TradeConf, file)).toEqual({ outMchId: 'm', [unknownFields]: { outSubMchId: 's' } });
    expect(decode(TradeConf, file, { names: 'either' })).toEqual({ outMchId: 'm', outSubMchId: 's' });
  });

  test('both spellings are read in nested messages', () => {
    const response = decode(MicroPayResponse, { orderContent: { totalFee: 1, out_trade_no: 'n' } }, { names: 'either' });
    expect(response).toEqual({ orderContent: { totalFee: 1, outTradeNo: 'n' } });
  });

  test('a misspelt field is refused before it is sent', () => {
    const staff = { staffId: '1', refundAuht: true };
    const error = errorOf(() => encode(StaffInfo, staff));
    expect(error).toMatchObject({ path: 'refundAuht', rule: 'unknown' });
    const nested = { isAll: false, shopInfos: [{ shopId: '1' }, { shop_id: '2' }] } as unknown as SetSubMchShopInfoRequest;
    expect(errorOf(() => encode(SetSubMchShopInfoRequest, nested))).toMatchObject({
      path: 'shopInfos[1].shop_id',
      wirePath: 'shop_infos[1].shop_id',
      rule: 'unknown',
    });
  });
});

describe('present values are kept', () => {
  test('zero, false and the empty string', () => {
    const status = { status: 0, description: '', log_id: 0, internal_status: 0 };
    expect(decode(ResponseStatus, status)).toEqual({ status: 0, description: '', logId: '0', internalStatus: 0 });
    expect(encode(ResponseStatus, decode(ResponseStatus, status))).toEqual({ ...status, log_id: '0' });
    const staff = { staff_id: '', shop_manager: false };
    expect(encode(StaffInfo, decode(StaffInfo, staff))).toEqual(staff);
  });

  test('empty lists and empty messages', () => {
    const wire = { order_details: [{}], overview: {} };
    expect(encode(ClientOrderDetailResponse, decode(ClientOrderDetailResponse, wire))).toEqual(wire);
    expect(decode(QueryIdentityMappingResponse, { wx_author_codes: [] })).toEqual({ wxAuthorCodes: [] });
  });

  test('numbers of enumerations that the schema does not know', () => {
    const wire = { wxpay_order_content_ext: { current_trade_state: 77 } };
    const order = decode(OrderContent, wire);
    expect(order.wxpayOrderContentExt?.currentTradeState).toBe(77);
    expect(encode(OrderContent, order)).toEqual(wire);
  });

  test('unknown fields: at the top, nested, and in lists', () => {
    const wire = {
      order_details: [
        { receipt: { order: { order_content: { total_fee: 1, colour: { of: ['money', null, 0] } }, k: 1 } } },
        { freeze_order: { out_freeze_no: 'f' } },
      ],
      new_field: [],
    };
    const response = decode(ClientOrderDetailResponse, wire);
    expect(response.orderDetails?.[1]?.[unknownFields]).toEqual({ freeze_order: { out_freeze_no: 'f' } });
    expect(encode(ClientOrderDetailResponse, response)).toEqual(wire);
  });

  test("unknown fields are not listed among the message's own fields", () => {
    expect(Object.keys(decode(PayMchKey, { x: 1, out_mch_id: 'm' }))).toEqual(['outMchId']);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('an unknown field named %s is kept', (name) => {
    const text = `{"out_mch_id":"m","${name}":{"polluted":true},"wxpay_pay_mch_key_ext":{"${name}":1}}`;
    const message = decode(PayMchKey, parseJson(text));
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype);
    expect('polluted' in message).toBe(false);
    deepStrictEqual(JSON.parse(JSON.stringify(encode(PayMchKey, message))), JSON.parse(text));
  });

  test('every digit of an unknown number', () => {
    const text =
      '{"out_mch_id":"m","big":123456789012345678901234567890,"negative":-9007199254740993,"in":{"list":[18446744073709551615]},' +
      '"fraction":0.1234567890123456789,"out_of_range":1e999}';
    expect(JSON.stringify(encode(PayMchKey, decode(PayMchKey, parseJson(text))))).toBe(text);
  });

  test('the unknown fields of a spread message are checked', () => {
    const order = decode(OrderContent, { total_fee: 1, out_shop_id: { not: 'a string' } });
    expect(encode(PayMchKey, { outShopId: 'shop', [unknownFields]: order[unknownFields] ?? {} })).toEqual({
      out_shop_id: 'shop',
    });
  });
});

describe('absent values stay absent', () => {
  test('no field is added', () => {
    expect(decode(OrderContent, {})).toEqual({});
    expect(Object.keys(decode(OrderContent, {}))).toEqual([]);
    expect(encode(OrderContent, {})).toEqual({});
  });

  test('null and undefined count as absent', () => {
    expect(Object.keys(decode(OrderContent, { total_fee: null, coupon_infos: null, wxpay_order_content_ext: null }))).toEqual(
      [],
    );
    expect(Object.keys(encode(OrderSdk, { totalFee: undefined, couponInfos: undefined }))).toEqual([]);
  });

  test('an unknown null is kept', () => {
    expect(encode(OrderContent, decode(OrderContent, { later: null }))).toEqual({ later: null });
  });
});

describe('numbers', () => {
  const money = (text: string) => decode(OrderContent, parseJson(`{"total_fee":${text}}`)).totalFee;

  test.each([
    ['0', 0],
    ['-1', -1],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['1.0', 1],
    ['1.00000000000000000', 1],
    ['1e2', 100],
    ['1.5e1', 15],
  ])('%s is read exactly', (text, expected) => {
    expect(money(text)).toBe(expected);
  });

  test.each([
    '9007199254740992',
    '9007199254740993',
    '-9007199254740992',
    '18446744073709551616',
    '0.5',
    '1.0000000000000001',
    '1.0000000000000001e0',
    '0.99999999999999999999',
    '9007199254740990.6',
    '1e-400',
    '1e400',
    '"1"',
    '""',
    'true',
    '{}',
    '[]',
    '[1]',
  ])('%s is refused as an amount', (text) => {
    expect(errorOf(() => money(text))).toMatchObject({ path: 'totalFee', rule: 'type' });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 0.1, '1', 1n])('%s cannot be sent as an amount', (value) => {
    expect(errorOf(() => encode(OrderContent, { totalFee: value as number }))).toMatchObject({
      path: 'totalFee',
      rule: 'type',
    });
  });

  test('32-bit fields have 32 bits', () => {
    expect(decode(ResponseStatus, { status: -2147483648 }).status).toBe(-2147483648);
    expect(errorOf(() => decode(ResponseStatus, { status: 2147483648 }))).toBeInstanceOf(FieldError);
  });

  test('a received number is accepted for a declared string, digit by digit', () => {
    const client = (text: string) => decode(OrderClient, parseJson(`{"device_id":${text}}`)).deviceId;
    expect(client('1')).toBe('1');
    expect(client('0')).toBe('0');
    expect(client('12345678901234567890')).toBe('12345678901234567890');
    expect(decode(ClientIntResult, { logs: [1, 'b'] }).logs).toEqual(['1', 'b']);
  });

  test('other received types are refused for a string, and callers must pass strings', () => {
    expect(errorOf(() => decode(OrderClient, { device_id: true }))).toMatchObject({ path: 'deviceId', rule: 'type' });
    expect(errorOf(() => decode(OrderClient, { device_id: {} }))).toMatchObject({ path: 'deviceId', rule: 'type' });
    expect(errorOf(() => encode(OrderClient, { deviceId: 1 as unknown as string }))).toMatchObject({ rule: 'type' });
  });

  test('only true and false are accepted for a bool', () => {
    expect(decode(StaffInfo, { shop_manager: false }).shopManager).toBe(false);
    for (const value of [0, 1, 'true', '', {}]) {
      expect(errorOf(() => decode(StaffInfo, { shop_manager: value }))).toMatchObject({ path: 'shopManager', rule: 'type' });
    }
  });
});

describe('a wrong type that is kept', () => {
  const lenient = (type: Message<object>, json: unknown) => decode(type, json, { wrongTypes: 'keep' });

  test('leaves the field out, and its value under the unknown fields', () => {
    const wire = {
      out_trade_no: 'n',
      total_fee: 1,
      time_end: '2017-01-01',
      coupon_infos: 'none',
      is_transforming: 0,
      body: {},
    };
    const order = lenient(OrderContent, wire) as OrderContent;
    expect(order).toEqual({
      outTradeNo: 'n',
      totalFee: 1,
      [unknownFields]: { time_end: '2017-01-01', coupon_infos: 'none', is_transforming: 0, body: {} },
    });
  });

  test('leaves out a list of which one entry has it, and no more than the field inside an entry', () => {
    expect(lenient(OrderContent, { coupon_infos: [{}, null] })).toEqual({ [unknownFields]: { coupon_infos: [{}, null] } });
    expect(lenient(OrderContent, { coupon_infos: [{ coupon_id: '1', coupon_fee: 'x' }] })).toEqual({
      couponInfos: [{ couponId: '1', [unknownFields]: { coupon_fee: 'x' } }],
    });
  });

  test('keeps a number in the place of text beside its digits: it may have lost some', () => {
    const order = lenient(OrderContent, parseJson('{"author_code":134520273825380000,"detail":"text"}')) as OrderContent;
    expect(order).toMatchObject({ authorCode: '134520273825380000', detail: 'text' });
    expect(Object.keys(order[unknownFields] ?? {})).toEqual(['author_code']);
  });

  test.each([
    [{ order_content: { total_fee: '1' } }, 'orderContent.totalFee'],
    [{ order_content: { out_trade_no: {} } }, 'orderContent.outTradeNo'],
    [
      { order_content: { wxpay_order_content_ext: { current_trade_state: '2' } } },
      'orderContent.wxpayOrderContentExt.currentTradeState',
    ],
    [{ order_content: { wxpay_order_content_ext: [] } }, 'orderContent.wxpayOrderContentExt'],
    [{ order_content: 'x' }, 'orderContent'],
    [{ pay_mch_key: { pay_platform: 'wechat' } }, 'payMchKey.payPlatform'],
    [{ pay_mch_key: { out_sub_mch_id: true } }, 'payMchKey.outSubMchId'],
  ])('is refused in %j, which decides what the order has come to', (wire, path) => {
    expect(errorOf(() => lenient(MicroPayResponse, wire))).toMatchObject({ path, rule: 'type' });
  });

  test('is refused in a list whose entries decide', () => {
    const wire = { refund_order_content: [{ out_refund_no: 'r' }, 'x'] };
    expect(errorOf(() => lenient(QueryRefundOrderResponse, wire))).toMatchObject({ path: 'refundOrderContent[1]' });
  });

  test('does not come back on the way out, where the checks would have refused it', () => {
    const order = lenient(OrderContent, { out_trade_no: 'n', time_end: 'x', later: 1 });
    expect(encode(OrderContent, order)).toEqual({ out_trade_no: 'n', later: 1 });
  });
});

describe('a wrong type', () => {
  test.each([
    [{ order_content: { total_fee: 'SECRET' } }, 'orderContent.totalFee', 'order_content.total_fee'],
    [{ order_content: 'SECRET' }, 'orderContent', 'order_content'],
    [
      { order_content: { coupon_infos: [{}, { coupon_id: ['SECRET'] }] } },
      'orderContent.couponInfos[1].couponId',
      'order_content.coupon_infos[1].coupon_id',
    ],
    [{ order_content: { coupon_infos: [{}, null] } }, 'orderContent.couponInfos[1]', 'order_content.coupon_infos[1]'],
    [{ order_content: { coupon_infos: { 0: 'SECRET' } } }, 'orderContent.couponInfos', 'order_content.coupon_infos'],
    [{ pay_mch_key: { notify_open_ids: ['a', true] } }, 'payMchKey.notifyOpenIds[1]', 'pay_mch_key.notify_open_ids[1]'],
    ['SECRET', '(message)', '(message)'],
    [['SECRET'], '(message)', '(message)'],
    [null, '(message)', '(message)'],
  ])('%j is refused with its path and without its value', (wire, path, wirePath) => {
    const error = errorOf(() => decode(MicroPayResponse, wire)) as FieldError;
    expect(error).toBeInstanceOf(FieldError);
    expect(error).toMatchObject({ path, wirePath, rule: 'type' });
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('SECRET');
  });

  test('is refused by encode too', () => {
    const wrong = { isAll: true, shopInfos: [{}, {}, {}, { shopName: 3 }] } as unknown as SetSubMchShopInfoRequest;
    expect(errorOf(() => encode(SetSubMchShopInfoRequest, wrong))).toMatchObject({
      path: 'shopInfos[3].shopName',
      wirePath: 'shop_infos[3].shop_name',
    });
    const noList = { shopInfos: {} } as unknown as SetSubMchShopInfoRequest;
    expect(errorOf(() => encode(SetSubMchShopInfoRequest, noList))).toMatchObject({ path: 'shopInfos', expected: 'an array' });
    const noMessage = { shopInfos: ['x'] } as unknown as SetSubMchShopInfoRequest;
    expect(errorOf(() => encode(SetSubMchShopInfoRequest, noMessage))).toMatchObject({
      path: 'shopInfos[0]',
      expected: 'an object',
    });
  });
});

describe('parseJson', () => {
  test('equals JSON.parse for text without long numbers', () => {
    const text = '{"a":[1,-2.5,"12345678901234567890",true,null],"b":{"c":9007199254740991}}';
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  test('throws only SyntaxError', () => {
    const deep = `${'['.repeat(100_000)}12345678901234567890${']'.repeat(100_000)}`;
    for (const text of ['', '{', '{"a":12345678901234567890', deep]) {
      expect(errorOf(() => parseJson(text))).toBeInstanceOf(SyntaxError);
    }
  });
});
