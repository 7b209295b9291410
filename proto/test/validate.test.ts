import {
  AuthorizeTerminalType,
  decode,
  MicroPayRequest,
  MicroPaySdkRequest,
  OrderDetailRequest,
  PayPlatform,
  QueryOrderRequest,
  RefundContent,
  RefundRequest,
  ScanCodePayRequest,
  SetSubMchShopInfoRequest,
  TerminalType,
  UploadClientMonitorInfoRequest,
  validate,
} from '@cloudpay/proto';
import { describe, expect, test } from 'vitest';

const payMchKey = { payPlatform: PayPlatform.WechatPay, outMchId: 'm', outSubMchId: 's', outShopId: 'p' };
const orderClient = {
  deviceId: '824',
  terminalType: TerminalType.Windows,
  machineNo: 'till-1',
  sdkVersion: '1.0',
  spbillCreateIp: '10.0.0.1',
};
const payContent = { outTradeNo: 'sz010002cz1', authorCode: '134520273825387649', totalFee: 1, feeType: 'CNY', body: '茶' };
const microPay: MicroPayRequest = { payMchKey, payContent, orderClient, nonceStr: 'n' };

function broken(change: Partial<MicroPayRequest['payContent']>): object | undefined {
  return validate(MicroPayRequest, { ...microPay, payContent: { ...payContent, ...change } });
}

describe('required', () => {
  test('a complete request breaks no rule', () => {
    expect(validate(MicroPayRequest, microPay)).toBeUndefined();
  });

  test('an absent field is named', () => {
    const { nonceStr: _, ...rest } = microPay;
    expect(validate(MicroPayRequest, rest as MicroPayRequest)).toMatchObject({
      path: 'nonceStr',
      wirePath: 'nonce_str',
      rule: 'required',
    });
    expect(broken({ totalFee: undefined })).toMatchObject({ wirePath: 'pay_content.total_fee', rule: 'required' });
  });

  test('an empty string and an empty list count as absent; zero and false do not', () => {
    expect(broken({ body: '' })).toMatchObject({ path: 'payContent.body', rule: 'required' });
    const shops = { outMchId: 'm', outSubMchId: 's', isAll: true, shopInfos: [], nonceStr: 'n' };
    expect(validate(SetSubMchShopInfoRequest, shops)).toMatchObject({ path: 'shopInfos', rule: 'required' });
    const changed = { ...shops, isAll: false, shopInfos: [{ shopId: '1', shopName: 'a' }] };
    expect(validate(SetSubMchShopInfoRequest, changed)).toBeUndefined();
    const report = { outMchId: 'm', outSubMchId: 's', outShopId: 'p', orderClient, interval: 0, nonceStr: 'n' };
    expect(validate(UploadClientMonitorInfoRequest, report)).toBeUndefined();
  });

  test('the first broken rule in the order of the schema is reported', () => {
    expect(validate(MicroPayRequest, {} as MicroPayRequest)).toMatchObject({ path: 'payMchKey' });
  });
});

describe('requires: fields that only some uses of a shared structure need', () => {
  test('the payment code is needed by micro pay, and not by scan-code pay', () => {
    expect(broken({ authorCode: undefined })).toMatchObject({ path: 'payContent.authorCode', rule: 'required' });
    const { authorCode: _, ...scanned } = payContent;
    expect(validate(ScanCodePayRequest, { payMchKey, payContent: scanned, orderClient, nonceStr: 'n' })).toBeUndefined();
  });

  test('a refund needs no machine number, a payment does', () => {
    const { machineNo: _, ...till } = orderClient;
    const refundContent = { outTradeNo: '1', outRefundNo: '2', totalFee: 2, refundFee: 1, refundFeeType: 'CNY' };
    expect(validate(RefundRequest, { payMchKey, refundContent, orderClient: till, nonceStr: 'n' })).toBeUndefined();
    expect(validate(MicroPayRequest, { ...microPay, orderClient: till })).toMatchObject({ path: 'orderClient.machineNo' });
  });

  test('an official sample of a query without till and device passes', () => {
    const sample = decode(QueryOrderRequest, {
      pay_mch_key: {
        pay_platform: 1,
        out_mch_id: 'sz01lXKA6DKGjNzr2l4B',
        out_sub_mch_id: 'sz01KzuCUOmw8yjtPite',
        out_shop_id: 'sz011biKxOguirmBqiFR',
      },
      nonce_str: 'E94C00688C3F429CA2B0B396BF823548',
      out_trade_no: 'sz010002cz11566803216',
      trade_type: 1,
    });
    expect(validate(QueryOrderRequest, sample)).toBeUndefined();
    const { payPlatform: _, ...anyPlatform } = payMchKey;
    expect(validate(QueryOrderRequest, { ...sample, payMchKey: anyPlatform })).toBeUndefined();
  });

  test('lists are checked', () => {
    const shopInfos = [{ shopId: '1', shopName: 'a' }, { shopId: '2' }];
    const request = { outMchId: 'm', outSubMchId: 's', isAll: false, shopInfos, nonceStr: 'n' };
    expect(validate(SetSubMchShopInfoRequest, request)).toMatchObject({
      path: 'shopInfos[1].shopName',
      wirePath: 'shop_infos[1].shop_name',
    });
    shopInfos[1] = { shopId: '2', shopName: 'b' };
    const staffInfos = [{ staffId: '1' }];
    expect(
      validate(SetSubMchShopInfoRequest, { ...request, shopInfos: [{ shopId: '1', shopName: 'a', staffInfos }] }),
    ).toMatchObject({ path: 'shopInfos[0].staffInfos[0].staffName' });
  });
});

describe('limits', () => {
  test('length counts characters, not UTF-16 units or bytes', () => {
    expect(broken({ body: '茶'.repeat(128) })).toBeUndefined();
    expect(broken({ body: '🧧'.repeat(128) })).toBeUndefined();
    expect(broken({ body: '🧧'.repeat(129) })).toMatchObject({ path: 'payContent.body', rule: 'maxLength' });
    expect(broken({ body: 'a'.repeat(129) })).toMatchObject({ rule: 'maxLength', expected: 'at most 128 characters' });
  });

  test('unpaired surrogates count as characters', () => {
    expect(broken({ body: '\ud83e'.repeat(129) })).toMatchObject({ rule: 'maxLength' });
  });

  test.each([
    [1, undefined],
    [2147483647, undefined],
    [0, 'min'],
    [-1, 'min'],
    [2147483648, 'max'],
  ])('an amount of %s', (totalFee, rule) => {
    expect((broken({ totalFee }) as { rule?: string } | undefined)?.rule).toBe(rule);
    const refund = { outTradeNo: '1', outRefundNo: '2', totalFee: 2, refundFee: totalFee, refundFeeType: 'CNY' };
    expect(validate(RefundContent, refund)?.rule).toBe(rule);
  });

  test('pages begin at 1', () => {
    expect(validate(OrderDetailRequest, { pageNum: 0, pageSize: 10, endTime: 1 })).toMatchObject({
      path: 'pageNum',
      rule: 'min',
    });
  });

  test('CNY is the only currency, and is optional', () => {
    expect(broken({ feeType: 'USD' })).toMatchObject({ path: 'payContent.feeType', rule: 'equals', expected: 'CNY' });
    const request = { outTradeNo: '1', authorCode: '13', totalFee: 1, body: 'b' };
    expect(validate(MicroPaySdkRequest, request)).toBeUndefined();
    expect(validate(MicroPaySdkRequest, { ...request, feeType: 'cny' })).toMatchObject({ rule: 'equals' });
  });

  test('goods are checked like other messages', () => {
    const goods = { quantity: 1, price: 1, goodsId: 'x'.repeat(33) };
    const request = { outTradeNo: '1', authorCode: '13', totalFee: 1, body: 'b', detail: { goodsDetail: [goods] } };
    expect(validate(MicroPaySdkRequest, request)).toMatchObject({ path: 'detail.goodsDetail[0].goodsId', rule: 'maxLength' });
  });

  test('unknown numbers of an enumeration pass', () => {
    expect(broken({})).toBeUndefined();
    expect(validate(MicroPayRequest, { ...microPay, payMchKey: { ...payMchKey, payPlatform: 99 } })).toBeUndefined();
    expect(Object.values(AuthorizeTerminalType)).toEqual([1, 2]);
  });
});

test('an error never holds the value', () => {
  const secret = '134520273825387649'.repeat(20);
  const error = broken({ authorCode: secret }) as Error;
  expect(error).toMatchObject({ path: 'payContent.authorCode', rule: 'maxLength' });
  expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('1345');
});
