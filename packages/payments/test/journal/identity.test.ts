// Which order a response is about: rules 5, 6 and 8.
import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  hmacOfPaymentCode,
  type Identity,
  identify,
  identifyByTime,
  isAnotherTerminal,
  type OwnOrder,
} from '../../src/journal/identity.ts';
import type { FoundOrder } from '../../src/service/ask-order.ts';

const [key, oldKey, lostKey] = ['a', 'b', 'c'].map((letter) => createSecretKey(Buffer.from(letter.repeat(32)))) as [
  ReturnType<typeof createSecretKey>,
  ReturnType<typeof createSecretKey>,
  ReturnType<typeof createSecretKey>,
];
const code = '134520273825380000';
const outTradeNo = 'sz010002cz1';
const accepted = 1_790_000_000_000;

const ours: OwnOrder = {
  outTradeNo,
  totalFee: 1999,
  payPlatform: 1,
  deviceId: '824',
  machineNo: 'till-1',
  acceptedAt: { local: accepted },
  codeHmac: hmacOfPaymentCode(key, outTradeNo, code),
};

function found(order: Partial<FoundOrder['order']> = {}, paymentCode?: string): FoundOrder {
  const whole = { outTradeNo, totalFee: 1999, payPlatform: 1, deviceId: '824', machineNo: 'till-1', ...order };
  return { order: whole, outcome: { result: 'paid', order: whole }, paymentCode, fresh: true, host: 'https://pay.example' };
}

test.each<[string, Partial<OwnOrder>, FoundOrder, Identity]>([
  ['alike', {}, found(), 'untied'],
  ['tied before', { isTied: true }, found(), 'ours'],
  ['with our payment code', {}, found({}, code), 'ours'],
  ['with another payment code', {}, found({}, '134520273825380001'), 'doubtful'],
  ['with another payment code, tied before', { isTied: true }, found({}, '134520273825380001'), 'ours'],
  ['with a code, of an order whose code is not known', { codeHmac: undefined }, found({}, code), 'untied'],
  ['of another amount', {}, found({ totalFee: 1998 }), 'another'],
  ['of another amount, tied before', { isTied: true }, found({ totalFee: 1998 }), 'another'],
  ['of another amount, with our code', {}, found({ totalFee: 1998 }, code), 'another'],
  ['of another platform', {}, found({ payPlatform: 2 }), 'another'],
  ['without an amount', {}, found({ totalFee: undefined }), 'incomplete'],
  ['without a platform', {}, found({ payPlatform: undefined }), 'incomplete'],
  ['without a platform, tied before', { isTied: true }, found({ payPlatform: undefined }), 'incomplete'],
  [
    'without an amount, of an order whose amount is not known',
    { totalFee: undefined },
    found({ totalFee: undefined }),
    'untied',
  ],
  ['of any amount, of an order whose amount is not known', { totalFee: undefined }, found({ totalFee: 1 }), 'untied'],
  [
    'without a platform, of an order whose platform is not known',
    { payPlatform: undefined },
    found({ payPlatform: 2 }),
    'untied',
  ],
  ['of another device', {}, found({ deviceId: '825' }), 'doubtful'],
  ['of another machine', {}, found({ machineNo: 'till-2' }), 'doubtful'],
  ['of another machine, tied before', { isTied: true }, found({ machineNo: 'till-2' }), 'ours'],
  ['of another machine, with our code', {}, found({ machineNo: 'till-2' }, code), 'ours'],
  ['with a text that other systems rewrite', {}, found({ body: '&amp;', attach: 'x' }), 'untied'],
])('an order %s', (_, own, theirs, identity) => {
  expect(identify({ ...ours, ...own }, theirs, [key])).toBe(identity);
});

describe('terminals after normalising', () => {
  test.each<[string | undefined, string | undefined, boolean]>([
    ['824', '824', false],
    ['824', '825', true],
    ['Till-A', 'till-a', false],
    [' till ', 'till', false],
    ['ＴＩＬＬ－１', 'till-1', false],
    ['0824', '824', false],
    ['0824', '08240', true],
    ['000', '824', false],
    ['', '824', false],
    ['0', '824', false],
    [undefined, '824', false],
    ['824', undefined, false],
    ['824', '', false],
    ['824', '0', false],
    ['  ', '824', false],
    ['a0', 'a', true],
    ['till-1', 'till-01', true],
    ['12345678901234567890', '12345678901234567891', true],
  ])('%j and %j', (one, other, isAnother) => {
    expect(isAnotherTerminal({ deviceId: one }, { deviceId: other })).toBe(isAnother);
    expect(isAnotherTerminal({ machineNo: one }, { machineNo: other })).toBe(isAnother);
    expect(isAnotherTerminal({ machineNo: other }, { machineNo: one })).toBe(isAnother);
  });
});

describe('the payment code that the journal keeps', () => {
  const untied = { ...ours, codeHmac: hmacOfPaymentCode(oldKey, outTradeNo, code) };

  test('is no payment code, and another one for each order', () => {
    expect(ours.codeHmac).not.toContain(code);
    expect(hmacOfPaymentCode(key, 'sz010002cz2', code)).not.toBe(ours.codeHmac);
  });

  test('is compared under the key that made it', () => {
    expect(identify(untied, found({}, code), [key, oldKey])).toBe('ours');
    expect(identify(untied, found({}, '134520273825380001'), [key, oldKey])).toBe('doubtful');
  });

  test('says nothing when that key is gone', () => {
    const lost = { ...ours, codeHmac: hmacOfPaymentCode(lostKey, outTradeNo, code) };
    expect(identify(lost, found({}, code), [key, oldKey])).toBe('untied');
    expect(identify(lost, found({}, '134520273825380001'), [key])).toBe('untied');
  });
});

describe('without the payment code in memory the time of creation decides', () => {
  const seconds = (ms: number) => (accepted + ms) / 1_000;
  const service = (ms: number) => ({ local: accepted, service: { host: 'https://pay.example', time: accepted + ms } });

  test.each<[string, OwnOrder['acceptedAt'], number | undefined, Identity]>([
    ['created just now', { local: accepted }, seconds(0), 'ours'],
    ['created later', { local: accepted }, seconds(600_000), 'ours'],
    ['created two minutes before', { local: accepted }, seconds(-120_000), 'ours'],
    ['created more than two minutes before', { local: accepted }, seconds(-121_000), 'doubtful'],
    ['without a time of creation', { local: accepted }, undefined, 'ours'],
    ['of a record without a time', undefined, seconds(-600_000), 'ours'],
    ['early by the service’s clock alone', service(300_000), seconds(0), 'doubtful'],
    ['early by the machine’s clock alone', service(-300_000), seconds(-121_000), 'doubtful'],
    ['early by neither', service(60_000), seconds(-60_000), 'ours'],
  ])('%s', (_, acceptedAt, createTime, identity) => {
    expect(identifyByTime({ ...ours, acceptedAt }, found({ createTime }), [key])).toBe(identity);
  });

  test('but not of an order that is known', () => {
    const early = { createTime: seconds(-600_000) };
    expect(identifyByTime({ ...ours, isTied: true }, found(early), [key])).toBe('ours');
    expect(identifyByTime(ours, found(early, code), [key])).toBe('ours');
    expect(identifyByTime(ours, found({ createTime: seconds(0) }, '134520273825380001'), [key])).toBe('doubtful');
    expect(identifyByTime(ours, found({ createTime: seconds(0), machineNo: 'till-2' }), [key])).toBe('doubtful');
    expect(identifyByTime(ours, found({ createTime: seconds(0), totalFee: 1 }), [key])).toBe('another');
  });
});
