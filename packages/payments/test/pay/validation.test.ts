import { describe, expect, test } from 'vitest';
import { type MicroPaySdkRequest, Payments, type PaymentsOptions, type ScanCodePaySdkRequest } from '../../src/index.ts';
import { codes, coffee, merchant, newNumber } from '../helpers/merchant.ts';
import { noSuchOrder, scriptedTill } from '../helpers/scripted.ts';
import { rejectionOf } from '../helpers/thrown.ts';

/** What is wrong, in which field. The values are of the wrong type on purpose. */
type Flaw = [what: string, field: string, change: Record<string, unknown>];

const goods = { quantity: 1, price: 1999 };
const common: Flaw[] = [
  ['no number', 'outTradeNo', { outTradeNo: undefined }],
  ['an empty number', 'outTradeNo', { outTradeNo: '' }],
  ['a number of 33 characters', 'outTradeNo', { outTradeNo: `sz010002cz${'1'.repeat(23)}` }],
  ['a number of another merchant', 'outTradeNo', { outTradeNo: 'sz010002cy1' }],
  ['a number that is none', 'outTradeNo', { outTradeNo: 1 }],
  ['a number of a space', 'outTradeNo', { outTradeNo: 'sz010002cz 1' }],
  ['no amount', 'totalFee', { totalFee: undefined }],
  ['nothing', 'totalFee', { totalFee: 0 }],
  ['less than nothing', 'totalFee', { totalFee: -1 }],
  ['half a fen', 'totalFee', { totalFee: 0.5 }],
  ['no number of fen', 'totalFee', { totalFee: Number.NaN }],
  ['more than the wire takes', 'totalFee', { totalFee: 2 ** 31 }],
  ['yuan as text', 'totalFee', { totalFee: '19.99' }],
  ['another currency', 'feeType', { feeType: 'USD' }],
  ['no description', 'body', { body: undefined }],
  ['a description of 129 characters', 'body', { body: '啡'.repeat(129) }],
  ['too long data of the shop', 'attach', { attach: 'a'.repeat(128) }],
  ['a too long mark', 'goodsTag', { goodsTag: 'g'.repeat(33) }],
  ['goods that are none', 'detail', { detail: 'coffee' }],
  ['no list of goods', 'detail.goodsDetail', { detail: {} }],
  ['goods without a price', 'detail.goodsDetail[1].price', { detail: { goodsDetail: [goods, { quantity: 1 }] } }],
  ['goods without a quantity', 'detail.goodsDetail[0].quantity', { detail: { goodsDetail: [{ price: 1 }] } }],
  ['a price that is text', 'detail.goodsDetail[0].price', { detail: { goodsDetail: [{ ...goods, price: 'much' }] } }],
  ['more goods than the wire takes', 'detail', { detail: { goodsDetail: Array(200).fill({ ...goods, goodsName: '咖啡' }) } }],
  ['an address that is none', 'callerNotifyUrl', { callerNotifyUrl: 'pay.example.com/callback' }],
  ['an address of another protocol', 'callerNotifyUrl', { callerNotifyUrl: 'ftp://pay.example.com' }],
  ['an empty address', 'callerNotifyUrl', { callerNotifyUrl: '' }],
  ['a misspelt field', 'totalfee', { totalfee: 1999 }],
];
const ofMicroPay: Flaw[] = [
  ...common,
  ['no customer’s code', 'authorCode', { authorCode: undefined }],
  ['a code of letters', 'authorCode', { authorCode: '13452027382538764x' }],
  ['a code of a platform that nobody knows', 'authorCode', { authorCode: '884520273825387649' }],
  ['a WeChat code of 17 digits', 'authorCode', { authorCode: '13452027382538764' }],
  ['an Alipay code of 25 digits', 'authorCode', { authorCode: `28${'1'.repeat(23)}` }],
  ['a product number, which is for scan-code pay', 'productId', { productId: 'p' }],
];
const ofScanCodePay: Flaw[] = [
  ...common,
  ['no platform', 'payPlatform', { payPlatform: undefined }],
  ['a platform by name', 'payPlatform', { payPlatform: 'wechat' }],
  ['a too long product number', 'productId', { productId: 'p'.repeat(33) }],
  ['a customer’s code, which is for micro pay', 'authorCode', { authorCode: codes.wechat() }],
];

describe('microPay refuses', () => {
  test.each(ofMicroPay)('%s, naming %s', async (_, field, change) => {
    const till = scriptedTill(() => 'hang');
    const refused = till.payments.microPay({ ...coffee(), ...change } as MicroPaySdkRequest);
    expect(await rejectionOf(refused)).toMatchObject({
      name: 'ArgumentError',
      field,
      code: 'INVALID_ARGUMENT',
      outcome: 'failed',
    });
    expect(till.service.calls).toEqual([]);
  });

  test.each([
    ['yuan', { totalFee: 19.99 }, /应为 1 到 2147483647 的整数分；元用 fenFromYuan 换算 \(.*fenFromYuan converts yuan\)/],
    ['yuan as text', { totalFee: '19.99' }, /fenFromYuan/],
    ['what a scanner adds', { authorCode: `${codes.wechat()}\r\n` }, /付款码里有空格或换行.*\(.*white space/],
    ['a code whose digits are gone', { authorCode: 134520273825387649n }, /应为文本 .*数字请加引号/],
    ['a long description', { body: '啡'.repeat(129) }, /过长，最多 128 个字符 \(.*at most 128 characters\)/],
    ['another currency', { feeType: 'USD' }, /应为 CNY \(/],
  ])('%s, and says what is asked for in both languages', async (_, change, says) => {
    const till = scriptedTill(() => 'hang');
    const refused = await rejectionOf(till.payments.microPay({ ...coffee(), ...change } as unknown as MicroPaySdkRequest));
    expect(refused.message).toMatch(says);
  });

  test.each([undefined, null, 'coffee', 7])('a request that is %s', async (request) => {
    const till = scriptedTill(() => 'hang');
    const refused = await rejectionOf(till.payments.microPay(request as unknown as MicroPaySdkRequest));
    expect(refused).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('scanCodePay refuses', () => {
  test.each(ofScanCodePay)('%s, naming %s', async (_, field, change) => {
    const till = scriptedTill(() => 'hang');
    const request = { outTradeNo: newNumber(), payPlatform: 1, totalFee: 1, body: 'tea', ...change };
    const refused = till.payments.scanCodePay(request as ScanCodePaySdkRequest);
    expect(await rejectionOf(refused)).toMatchObject({ name: 'ArgumentError', field, outcome: 'failed' });
    expect(till.service.calls).toEqual([]);
  });
});

describe('the other operations refuse', () => {
  const outTradeNo = 'sz010002cz1';
  const operations: [
    name: string,
    flaws: Flaw[],
    call: (payments: Payments, request: never) => Promise<unknown>,
    sound: object,
  ][] = [
    [
      'queryOrder',
      [['no number', 'outTradeNo', { outTradeNo: undefined }]],
      (payments, request) => payments.queryOrder(request),
      { outTradeNo },
    ],
    [
      'cancelOrder',
      [
        ['no number', 'outTradeNo', { outTradeNo: undefined }],
        ['a platform by name', 'payPlatform', { payPlatform: 'wechat' }],
      ],
      (payments, request) => payments.cancelOrder(request),
      { outTradeNo },
    ],
    [
      'refund',
      [
        ['no number', 'outTradeNo', { outTradeNo: undefined }],
        ['no amount', 'refundFee', { refundFee: undefined }],
        ['nothing', 'refundFee', { refundFee: 0 }],
        ['half a fen', 'refundFee', { refundFee: 0.5 }],
        ['a foreign refund number', 'outRefundNo', { outRefundNo: 'sz010002cy1' }],
        ['a refund number of 33 characters', 'outRefundNo', { outRefundNo: `sz010002cz${'1'.repeat(23)}` }],
        ['a reason of 65 characters', 'refundReason', { refundReason: '少'.repeat(65) }],
        ['another currency', 'refundFeeType', { refundFeeType: 'USD' }],
        ['a total of nothing', 'totalFee', { totalFee: 0 }],
      ],
      (payments, request) => payments.refund(request),
      { outTradeNo, refundFee: 1 },
    ],
    [
      'queryRefund',
      [
        ['no number', 'outTradeNo', { outTradeNo: undefined }],
        ['no refund number', 'outRefundNo', { outRefundNo: undefined }],
      ],
      (payments, request) => payments.queryRefund(request),
      { outTradeNo, outRefundNo: 'sz010002cz2' },
    ],
    [
      'queryRefunds',
      [['no number', 'outTradeNo', { outTradeNo: undefined }]],
      (payments, request) => payments.queryRefunds(request),
      { outTradeNo },
    ],
  ];
  for (const [name, flaws, call, sound] of operations) {
    test.each(flaws)(`${name}: %s, naming %s`, async (_, field, change) => {
      const till = scriptedTill(() => 'hang');
      const refused = call(till.payments, { ...sound, ...change } as never);
      expect(await rejectionOf(refused)).toMatchObject({ name: 'ArgumentError', field, outcome: 'failed' });
      expect(till.service.calls).toEqual([]);
    });
  }
});

test('a number under another prefix is left to the service, where nothing new is made', async () => {
  const outTradeNo = 'sz010002cy1';
  const till = scriptedTill(() => noSuchOrder);
  expect(await till.run(till.payments.queryOrder({ outTradeNo }))).toMatchObject({ result: 'notFound' });
  expect(await till.run(till.payments.cancelOrder({ outTradeNo }))).toMatchObject({ result: 'failed' });
  expect(await till.run(till.payments.queryRefunds({ outTradeNo }))).toEqual([]);
  expect(till.service.of('query_order').map(({ content }) => content.out_trade_no)).toEqual([outTradeNo, outTradeNo]);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
  'a timeout of %d is refused by every operation',
  async (timeout) => {
    const till = scriptedTill(() => 'hang');
    const { outTradeNo } = coffee();
    const options = { timeout };
    const payment = await till.run(till.payments.microPay(coffee()));
    const sent = till.service.calls.length;
    const attempts = [
      () => till.payments.microPay(coffee(), options),
      () => till.payments.scanCodePay({ outTradeNo, payPlatform: 1, totalFee: 1, body: 'tea' }, options),
      () => till.payments.queryOrder({ outTradeNo }, options),
      () => till.payments.cancelOrder({ outTradeNo }, options),
      () => till.payments.refund({ outTradeNo, refundFee: 1 }, options),
      () => till.payments.queryRefund({ outTradeNo, outRefundNo: newNumber() }, options),
      () => till.payments.queryRefunds({ outTradeNo }, options),
      () => till.payments.resume(options).next(),
      () => payment.result(options),
    ];
    for (const attempt of attempts) {
      expect(await rejectionOf(attempt())).toMatchObject({ name: 'ArgumentError', field: 'timeout', outcome: 'failed' });
    }
    expect(till.service.calls).toHaveLength(sent);
    await till.payments.close();
  },
);

describe('a number', () => {
  test('that is used twice is refused the second time, whatever became of the first', async () => {
    const till = scriptedTill((call) =>
      call.endpoint === 'query_order' ? noSuchOrder : { status: 104, description: '余额不足' },
    );
    const request = coffee();
    expect(await till.run((await till.run(till.payments.microPay(request))).result())).toMatchObject({ result: 'failed' });
    expect(await rejectionOf(till.payments.microPay(request))).toMatchObject({ code: 'REFUSED_LOCALLY', outcome: 'failed' });
    expect(
      await rejectionOf(till.payments.scanCodePay({ outTradeNo: request.outTradeNo, payPlatform: 1, totalFee: 1, body: 'x' })),
    ).toMatchObject({ code: 'REFUSED_LOCALLY' });
    expect(till.service.of('micro_pay')).toHaveLength(1);
    expect(till.service.of('scan_code_pay')).toEqual([]);
  });

  test('whose request was refused may be used with a sound one', async () => {
    const till = scriptedTill(() => 'hang');
    const request = coffee();
    await rejectionOf(till.payments.microPay({ ...request, totalFee: 0 }));
    expect(await till.run(till.payments.microPay(request))).toMatchObject({ outTradeNo: request.outTradeNo });
  });

  test('of two requests at the same moment belongs to one', async () => {
    const till = scriptedTill(() => 'hang');
    const request = coffee();
    const results = await Promise.allSettled([till.payments.microPay(request), till.payments.microPay(request)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('needs no prefix when none is configured', async () => {
    const till = scriptedTill(() => 'hang', { cloudCashierId: undefined } as unknown as PaymentsOptions);
    expect(await till.run(till.payments.microPay(coffee(codes.wechat(), 'anything1')))).toMatchObject({
      outTradeNo: 'anything1',
    });
    expect(await rejectionOf(till.payments.newOrderNumber())).toMatchObject({
      name: 'ConfigurationError',
      field: 'cloudCashierId',
    });
  });
});

test.each(['outMchId', 'outSubMchId', 'outShopId', 'deviceId', 'authenKey'] as const)(
  'a configuration without %s names it',
  (field) => {
    const options = { ...merchant, [field]: undefined } as unknown as PaymentsOptions;
    expect(() => new Payments(options)).toThrow(expect.objectContaining({ name: 'ConfigurationError', field }));
  },
);
