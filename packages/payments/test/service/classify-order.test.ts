import {
  AlipayOrderState,
  CardOrderState,
  type OrderSdk,
  PayPlatform,
  RecordOrderState,
  WxpayOrderState,
} from '@cloudpay/proto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type OrderOutcome, returnCodeOf, TradeType } from '../../src/index.ts';
import { classifyOrder, isAbsentAtPlatform, isCustomerPaying } from '../../src/service/classify-order.ts';

const { WechatPay, Alipay, MembershipCard, Bookkeeping } = PayPlatform;
const { MicroPay, ScanCodePay } = TradeType;

const order = (payPlatform: PayPlatform, currentTradeState: number, more: OrderSdk = {}): OrderSdk => ({
  outTradeNo: 'sz010002cz1',
  payPlatform,
  currentTradeState,
  totalFee: 100,
  ...more,
});

/** Each documented state: its number, what it comes to, and the C SDK's code. Written from the protocol, not from the code. */
const table: [
  name: string,
  platform: PayPlatform,
  state: number,
  result: OrderOutcome['result'],
  code: number,
  more?: OrderSdk,
][] = [
  ['WeChat 1 initial', WechatPay, 1, 'unknown', -2],
  ['WeChat 2 micro pay succeeded', WechatPay, 2, 'paid', 0],
  ['WeChat 3 unified order succeeded', WechatPay, 3, 'paid', 0],
  ['WeChat 4 refund', WechatPay, 4, 'refunded', -4],
  ['WeChat 5 customer stopped', WechatPay, 5, 'failed', -1],
  ['WeChat 6 waits for a scan', WechatPay, 6, 'awaitingPayment', -5],
  ['WeChat 7 closed', WechatPay, 7, 'closed', -4],
  ['WeChat 8 reversed', WechatPay, 8, 'reversed', -4],
  ['WeChat 9 customer pays', WechatPay, 9, 'unknown', -2],
  ['WeChat 10 payment error', WechatPay, 10, 'failed', -1],
  ['WeChat 11 void', WechatPay, 11, 'unknown', -2],
  ['WeChat 12 accepting', WechatPay, 12, 'unknown', -2],
  ['WeChat 13 deposit unfrozen', WechatPay, 13, 'closed', -4],
  ['WeChat 14 deposit consumed', WechatPay, 14, 'paid', 0],
  ['Alipay 1 initial', Alipay, 1, 'unknown', -2],
  ['Alipay 2 succeeded', Alipay, 2, 'paid', 0],
  ['Alipay 4 of a micro pay', Alipay, 4, 'unknown', -2, { tradeType: MicroPay }],
  ['Alipay 4 of a scan-code pay', Alipay, 4, 'awaitingPayment', -5, { tradeType: ScanCodePay }],
  ['Alipay 4 of an unknown trade type', Alipay, 4, 'unknown', -2],
  ['Alipay 5 without a refund', Alipay, 5, 'closed', -4],
  ['Alipay 5 with a time of closing', Alipay, 5, 'closed', -4, { gmtClose: 1_566_803_217 }],
  ['Alipay 5 with a time of refund', Alipay, 5, 'refunded', -4, { gmtRefund: 1_566_803_217 }],
  ['Alipay 5 with a refunded amount', Alipay, 5, 'refunded', -4, { refundFee: 100 }],
  ['Alipay 5 with both set to nothing', Alipay, 5, 'closed', -4, { gmtRefund: 0, refundFee: 0 }],
  ['Alipay 6 finished', Alipay, 6, 'paid', 0],
  ['Alipay 7 does not exist', Alipay, 7, 'unknown', -2],
  ['card 1 initial', MembershipCard, 1, 'unknown', -2],
  ['card 2 succeeded', MembershipCard, 2, 'paid', 0],
  ['card 3 waits', MembershipCard, 3, 'unknown', -2],
  ['card 4 refunded', MembershipCard, 4, 'refunded', -4],
  ['card 5 closed', MembershipCard, 5, 'closed', -4],
  ['record 1 initial', Bookkeeping, 1, 'unknown', -2],
  ['record 2 booked', Bookkeeping, 2, 'paid', 0],
  ['record 3 refunded', Bookkeeping, 3, 'refunded', -4],
];

describe('a state', () => {
  test.each(table)('%s', (_, platform, state, result, code, more) => {
    const told = order(platform, state, more);
    expect(classifyOrder(told)).toEqual({ result, order: told });
    expect(returnCodeOf({ result })).toBe(code);
  });

  test('of each platform is in the table', () => {
    const enums = [
      [WechatPay, WxpayOrderState],
      [Alipay, AlipayOrderState],
      [MembershipCard, CardOrderState],
      [Bookkeeping, RecordOrderState],
    ] as const;
    for (const [platform, states] of enums) {
      const documented = Object.values(states).filter((value) => typeof value === 'number');
      const tested = table.filter((row) => row[1] === platform).map((row) => row[2]);
      expect(new Set(tested)).toEqual(new Set(documented));
    }
  });

  test('that is not documented is unknown, on every platform and on none', () => {
    const platforms = fc.constantFrom(undefined, 0, 1, 2, 3, 4, 5, 77);
    fc.assert(
      fc.property(platforms, fc.integer(), fc.integer({ min: 0, max: 200 }), (payPlatform, state, refundedFee) => {
        const known = table.some(([, platform, number]) => platform === payPlatform && number === state);
        fc.pre(!known);
        const told = { payPlatform, currentTradeState: state, totalFee: 100, refundedFee } as OrderSdk;
        expect(classifyOrder(told)).toEqual({ result: 'unknown', order: told });
      }),
    );
    expect(classifyOrder({})).toEqual({ result: 'unknown', order: {} });
  });
});

describe('the trade type of an order that waits', () => {
  test('is the order’s own, before the caller’s', () => {
    expect(classifyOrder(order(Alipay, 4, { tradeType: MicroPay }), ScanCodePay).result).toBe('unknown');
    expect(classifyOrder(order(Alipay, 4, { tradeType: ScanCodePay }), MicroPay).result).toBe('awaitingPayment');
  });

  test('is the caller’s, where the order does not say', () => {
    expect(classifyOrder(order(Alipay, 4), ScanCodePay).result).toBe('awaitingPayment');
    expect(classifyOrder(order(Alipay, 4), MicroPay).result).toBe('unknown');
  });
});

test('an order that waits brings the text of its code', () => {
  const told = order(WechatPay, 6, { codeUrl: 'weixin://wxpay/bizpayurl?pr=1' });
  expect(classifyOrder(told)).toEqual({ result: 'awaitingPayment', codeUrl: told.codeUrl, order: told });
});

describe('a partial refund', () => {
  test.each([
    ['WeChat 4', WechatPay, 4],
    ['Alipay 2', Alipay, 2],
  ])('of %s leaves the rest', (_, platform, state) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.nat(), (totalFee, more) => {
        const refundedFee = 1 + (more % totalFee);
        const told = order(platform, state, { totalFee, refundedFee });
        const expected =
          refundedFee === totalFee
            ? { result: 'refunded', order: told }
            : { result: 'partlyRefunded', order: told, refundedFee, remainingFee: totalFee - refundedFee };
        expect(classifyOrder(told)).toEqual(expected);
      }),
    );
  });

  test('of more than the order is all of it', () => {
    expect(classifyOrder(order(Alipay, 2, { refundedFee: 101 })).result).toBe('refunded');
  });

  test('of nothing changes nothing', () => {
    expect(classifyOrder(order(Alipay, 2, { refundedFee: 0 })).result).toBe('paid');
    expect(classifyOrder(order(WechatPay, 4, { refundedFee: 0 })).result).toBe('refunded');
  });

  test('of an order without an amount is not computed', () => {
    expect(classifyOrder(order(Alipay, 2, { totalFee: undefined, refundedFee: 1 } as OrderSdk)).result).toBe('paid');
  });

  test.each([
    ['WeChat 2', WechatPay, 2, 'paid'],
    ['WeChat 8', WechatPay, 8, 'reversed'],
    ['Alipay 5', Alipay, 5, 'closed'],
    ['Alipay 6', Alipay, 6, 'paid'],
    ['card 2', MembershipCard, 2, 'paid'],
  ])('is none in %s, whatever the amounts', (_, platform, state, result) => {
    expect(classifyOrder(order(platform, state, { refundedFee: 1 })).result).toBe(result);
  });
});

test('WeChat 11 and Alipay 7 alone say that the platform knows no such order', () => {
  const absent = table
    .filter(([, platform, state]) => isAbsentAtPlatform(order(platform, state)))
    .map(([, p, s]) => `${p}/${s}`);
  expect(absent).toEqual(['1/11', '2/7']);
});

test('a customer pays in WeChat 9, Alipay 4 and card 3 alone', () => {
  const paying = table.filter(([, platform, state]) => isCustomerPaying(order(platform, state))).map(([, p, s]) => `${p}/${s}`);
  expect(new Set(paying)).toEqual(new Set(['1/9', '2/4', '3/3']));
});
