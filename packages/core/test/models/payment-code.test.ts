import { PayPlatform } from '@cloudpay/proto';
import { describe, expect, test } from 'vitest';
import { recognisePlatform } from '../../src/models/payment-code.ts';
import { paymentCodeVectors } from '../helpers/vectors.ts';

describe('recognisePlatform', () => {
  test.each(paymentCodeVectors)('%j is of platform %j', (code, platform) => {
    expect(recognisePlatform(code) ?? null).toBe(platform);
  });

  test.each([
    ['1'.padEnd(19, '3'), 'WeChat Pay has 18 digits, not 19'],
    ['28'.padEnd(15, '1'), 'Alipay has 16 digits or more'],
    ['28'.padEnd(25, '1'), 'Alipay has 24 digits or fewer'],
    ['24'.padEnd(18, '1'), 'Alipay begins at 25'],
    ['99', 'a card has a number'],
    ['99'.padEnd(257, '1'), 'the wire takes 256 digits'],
    ['13452027382538764９', 'digits are ASCII'],
    ['134520273825387649\n', 'nothing follows'],
    [' 34520273825387649', 'nothing precedes'],
  ])('%j belongs to no platform: %s', (code) => {
    expect(recognisePlatform(code)).toBeUndefined();
  });

  test.each([
    ['28'.padEnd(16, '1'), PayPlatform.Alipay],
    ['28'.padEnd(24, '1'), PayPlatform.Alipay],
    ['30'.padEnd(16, '1'), PayPlatform.Alipay],
    ['991', PayPlatform.MembershipCard],
    ['99'.padEnd(256, '1'), PayPlatform.MembershipCard],
  ])('%j is of platform %j', (code, platform) => {
    expect(recognisePlatform(code)).toBe(platform);
  });

  describe("with the service's own prefixes", () => {
    test('recognises codes that are otherwise unknown', () => {
      expect(recognisePlatform('161234567890123456', { wechatPay: ['16'] })).toBe(PayPlatform.WechatPay);
      expect(recognisePlatform('311234567890123456', { alipay: ['30', '31'] })).toBe(PayPlatform.Alipay);
    });

    test('they take precedence over the built-in ones', () => {
      expect(recognisePlatform('134520273825387649', { alipay: ['13'] })).toBe(PayPlatform.Alipay);
      expect(recognisePlatform('282129340414399818', { wechatPay: ['28'] })).toBe(PayPlatform.WechatPay);
    });

    test('the built-in ones apply to all other codes', () => {
      expect(recognisePlatform('134520273825387649', { alipay: ['28'], wechatPay: ['10'] })).toBe(PayPlatform.WechatPay);
    });

    test('only digits are a payment code', () => {
      expect(recognisePlatform('16abc', { wechatPay: ['16'] })).toBeUndefined();
      expect(recognisePlatform('', { wechatPay: [''] })).toBeUndefined();
    });
  });
});
