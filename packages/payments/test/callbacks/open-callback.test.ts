import { createSecretKey } from 'node:crypto';
import { authenKey, authenticationCode, merchant } from '@cloudpay/test-kit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CallbackError, CloudPayError, type ConfigurationError, openCallback } from '../../src/index.ts';
import { orderContent, otherKey, paymentContent, refundContent, refundOrderContent, seal } from './helpers/wire.ts';

const payment = paymentContent();
const text = JSON.stringify(payment);

/** What `openCallback` throws; anything but a CallbackError fails the test. */
function refusalOf(body: unknown, trust: Parameters<typeof openCallback>[1] = merchant): CallbackError {
  try {
    openCallback(body as string, trust);
  } catch (error) {
    if (error instanceof CallbackError) return error;
    throw new Error('not a CallbackError', { cause: error });
  }
  throw new Error('it was accepted');
}

describe('what is authentic', () => {
  test('a payment', () => {
    const callback = openCallback(seal(payment), merchant);
    expect(callback).toMatchObject({
      type: 'payment',
      nonceStr: 'E94C00688C3F429CA2B0B396BF823548',
      order: {
        outTradeNo: 'sz010002cz1',
        payPlatform: 1,
        totalFee: 1999,
        body: '咖啡/coffee ☕',
        currentTradeState: 2,
        deviceId: '824',
        outSubMchId: 'sz01KzuCUOmw8yjtPite',
      },
      outcome: { result: 'paid' },
    });
  });

  test('keeps the payment code of the customer to itself', () => {
    expect(JSON.stringify(openCallback(seal(payment), merchant))).not.toContain('134520273825387649');
  });

  test('refunds, each with its outcome', () => {
    const refunds = [
      refundOrderContent('sz010002czr1'),
      refundOrderContent('sz010002czr2', 3),
      refundOrderContent('sz010002czr3', 5),
    ];
    const callback = openCallback(seal(refundContent(refunds)), merchant);
    expect(callback).toMatchObject({
      type: 'refund',
      refunds: [
        {
          refund: { outRefundNo: 'sz010002czr1', outTradeNo: 'sz010002cz1', refundFee: 100, state: 2 },
          outcome: { result: 'succeeded' },
        },
        { refund: { outRefundNo: 'sz010002czr2' }, outcome: { result: 'failed' } },
        { refund: { outRefundNo: 'sz010002czr3' }, outcome: { result: 'failed', needsPerson: true } },
      ],
    });
  });

  test('an Alipay order that was refunded since', () => {
    const { wxpay_order_content_ext: _, ...order } = orderContent();
    const content = {
      ...payment,
      pay_mch_key: { ...payment.pay_mch_key, pay_platform: 2 },
      order_content: { ...order, alipay_order_content_ext: { current_trade_state: 5, gmt_refund: 1_566_803_999 } },
    };
    expect(openCallback(seal(content), merchant)).toMatchObject({ outcome: { result: 'refunded' } });
  });

  test.each([
    ['text', (body: string) => body],
    ['a Buffer', (body: string) => Buffer.from(body)],
    ['a Uint8Array', (body: string) => new TextEncoder().encode(body)],
    ['an ArrayBuffer', (body: string) => new TextEncoder().encode(body).buffer],
  ])('as %s', (_name, form) => {
    expect(openCallback(form(seal(payment)), merchant)).toMatchObject({ type: 'payment' });
  });

  test('whatever the white space and the escapes of the content', () => {
    const escaped = text
      .replaceAll('/', '\\/')
      .replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
    for (const content of [`${text}\n`, JSON.stringify(payment, null, 2), escaped]) {
      expect(openCallback(seal(content), merchant)).toMatchObject({ order: { body: '咖啡/coffee ☕' } });
    }
  });

  test('with a lower case code, and with fields of a newer service', () => {
    const envelope = JSON.parse(seal({ ...payment, promotion: { id: 1 } }));
    envelope.authen_info.a.authen_code = envelope.authen_info.a.authen_code.toLowerCase();
    envelope.version = 2;
    expect(openCallback(JSON.stringify(envelope), merchant)).toMatchObject({ type: 'payment' });
  });

  test('under any of the keys, in each form of a key', () => {
    const additionalKeys = [otherKey, Buffer.from('old'), createSecretKey(Buffer.from('new'))];
    for (const key of [authenKey, otherKey, 'old', 'new']) {
      expect(openCallback(seal(payment, key), { ...merchant, additionalKeys })).toMatchObject({ type: 'payment' });
    }
    expect(refusalOf(seal(payment, 'older'), { ...merchant, additionalKeys }).refusal).toBe('wrongCode');
  });

  test('a key that is none is the fault of the configuration', () => {
    expect(() => openCallback(seal(payment), { ...merchant, authenKey: '' })).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIGURATION' } satisfies Partial<ConfigurationError>),
    );
  });
});

describe('a parsed body', () => {
  test.each([
    ['the object of a JSON middleware', JSON.parse(seal(payment))],
    ['nothing at all', undefined],
    ['a number', 5],
    ['a Buffer that went through JSON', JSON.parse(JSON.stringify(Buffer.from(seal(payment))))],
    ['an object turned into text', String({})],
    ['a content that was parsed too', JSON.stringify({ ...JSON.parse(seal(payment)), request_content: payment })],
  ])('%s', (_name, body) => {
    const { refusal, message } = refusalOf(body);
    expect(refusal).toBe('parsedBody');
    expect(message).toContain('express.raw()');
  });

  test('an envelope that was parsed and written again is the same envelope', () => {
    const again = JSON.stringify(JSON.parse(seal(payment)), null, 2);
    expect(openCallback(again, merchant)).toMatchObject({ type: 'payment' });
  });
});

describe('no envelope', () => {
  test.each([
    ['empty', ''],
    ['not JSON', 'request_content=%7B%7D'],
    ['cut short', seal(payment).slice(0, -1)],
    ['an array', `[${seal(payment)}]`],
    ['null', 'null'],
    ['the content alone', text],
    [
      'a response',
      JSON.stringify({ response_content: text, authen_info: { a: { authen_type: 1, authen_code: authenticationCode(text) } } }),
    ],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['deeply nested', '['.repeat(100_000)],
  ])('%s', (_name, body) => {
    expect(refusalOf(body).refusal).toBe('notAnEnvelope');
  });
});

describe('no authentication code', () => {
  const envelope = (authenInfo: unknown) => JSON.stringify({ request_content: text, authen_info: authenInfo });
  const authen_code = authenticationCode(text);

  test.each([
    ['none', undefined],
    ['null', null],
    ['empty', {}],
    ['text', authen_code],
    ['MD5', { a: { authen_type: 2, authen_code } }],
    ['no type', { a: { authen_code } }],
    ['the type as text', { a: { authen_type: '1', authen_code } }],
    ['no code', { a: { authen_type: 1 } }],
    ['a list of codes', { a: { authen_type: 1, authen_code: [authen_code] } }],
    ['a signature', { s: { sign_type: 1, sign: 'AAAA' } }],
  ])('%s', (_name, authenInfo) => {
    expect(refusalOf(envelope(authenInfo)).refusal).toBe('unauthenticated');
  });
});

describe('a wrong code', () => {
  test('names the usual causes', () => {
    const { refusal, message } = refusalOf(seal(payment, otherKey));
    expect(refusal).toBe('wrongCode');
    expect(message).toContain('密钥');
    expect(message).toContain('another key');
    expect(message).toContain('not the raw bytes');
  });

  test.each([
    ['empty', ''],
    ['short', authenticationCode(text).slice(0, 32)],
    ['long', authenticationCode(text) + authenticationCode(text)],
    ['not hexadecimal', `${authenticationCode(text).slice(0, -1)}G`],
    ['that of the whole envelope', authenticationCode(seal(payment))],
  ])('%s', (_name, authenCode) => {
    const body = JSON.stringify({ request_content: text, authen_info: { a: { authen_type: 1, authen_code: authenCode } } });
    expect(refusalOf(body).refusal).toBe('wrongCode');
  });

  /** An envelope whose content was changed on its way, and its code was not. */
  const changed = (sent: string, arrived: string) => JSON.stringify({ ...JSON.parse(seal(sent)), request_content: arrived });

  test.each([
    ['trimmed', `${text}\n`, text],
    ['Latin-1', text, Buffer.from(text).toString('latin1')],
    [
      're-serialised',
      text.replaceAll('/', '\\/').replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).toUpperCase()}`),
      text,
    ],
  ])('says for certain that the body was %s', (word, sent, arrived) => {
    const { refusal, message } = refusalOf(changed(sent, arrived));
    expect(refusal).toBe('wrongCode');
    expect(message).toContain('密钥正确');
    expect(message).toContain(word);
    // The proof is that of the key: without it nothing is certain.
    expect(refusalOf(changed(sent, arrived), { ...merchant, authenKey: otherKey }).message).not.toContain('密钥正确');
  });
});

describe('authentic, but not for us', () => {
  test.each([
    ['another service provider', { out_mch_id: 'sz01AAAAAAAAAAAAAAAA' }],
    ['another merchant', { out_sub_mch_id: 'sz01AAAAAAAAAAAAAAAA' }],
    ['no merchant', { out_sub_mch_id: undefined }],
    ['a merchant without a name', { out_sub_mch_id: '' }],
  ])('%s', (_name, change) => {
    const pay_mch_key = { ...payment.pay_mch_key, ...change };
    expect(refusalOf(seal({ ...payment, pay_mch_key })).refusal).toBe('otherMerchant');
    expect(refusalOf(seal({ ...refundContent(), pay_mch_key })).refusal).toBe('otherMerchant');
  });

  test('no pay_mch_key', () => {
    expect(refusalOf(seal({ ...payment, pay_mch_key: undefined })).refusal).toBe('otherMerchant');
  });

  test('another shop of the merchant is ours', () => {
    const pay_mch_key = { ...payment.pay_mch_key, out_shop_id: 'sz01AAAAAAAAAAAAAAAA' };
    expect(openCallback(seal({ ...payment, pay_mch_key }), merchant)).toMatchObject({ type: 'payment' });
  });
});

describe('authentic, but no callback', () => {
  test.each([
    ['a request of our own', { ...payment, order_content: undefined, pay_content: { out_trade_no: 'sz010002cz1' } }],
    ['both kinds in one', { ...payment, ...refundContent() }],
    ['an order without a number', { ...payment, order_content: { ...orderContent(), out_trade_no: '' } }],
    ['an amount that is text', { ...payment, order_content: { ...orderContent(), total_fee: '1' } }],
    ['an order that is none', { ...payment, order_content: 'paid' }],
    ['no refunds', refundContent([])],
    ['a refund without a number', refundContent([{ ...refundOrderContent(), out_refund_no: undefined }])],
    ['a refund without its order', refundContent([refundOrderContent(), { ...refundOrderContent(), out_trade_no: '' }])],
    ['no JSON', 'paid'],
    ['no object', '[]'],
    ['an empty content', ''],
  ])('%s', (_name, content) => {
    expect(refusalOf(seal(content)).refusal).toBe('unreadable');
  });
});

describe('the error', () => {
  test('is one of the SDK', () => {
    const error = refusalOf('');
    expect(error).toBeInstanceOf(CloudPayError);
    expect(error).toMatchObject({ code: 'INVALID_CALLBACK', outcome: 'failed', name: 'CallbackError' });
    expect(new CloudPayError('other', { code: 'TIMEOUT', outcome: 'unknown' })).not.toBeInstanceOf(CallbackError);
  });

  test('quotes neither key nor body', () => {
    const bodies = [
      seal(payment, otherKey),
      seal({ ...payment, order_content: { ...orderContent(), total_fee: '134520273825387649' } }),
      text,
      JSON.parse(seal(payment)),
      seal({ ...payment, pay_mch_key: {} }),
    ];
    for (const body of bodies) {
      const shown = JSON.stringify([refusalOf(body).message, refusalOf(body).stack, String(refusalOf(body).cause)]);
      for (const secret of [authenKey, '134520273825387649', 'sz010002cz1', authenticationCode(text)])
        expect(shown).not.toContain(secret);
    }
  });
});

describe('any single byte changed', () => {
  const body = Buffer.from(seal(payment));
  const original = openCallback(body, merchant);
  const codeStart = body.lastIndexOf(authenticationCode(text));

  test('is refused; only the case of a hexadecimal digit of the code means nothing', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = Buffer.from(body);
        changed[at] = (changed[at] as number) ^ mask;
        const isCase =
          at >= codeStart && at < codeStart + 64 && mask === 0x20 && /[A-F]/.test(String.fromCharCode(body[at] as number));
        if (isCase) expect(openCallback(changed, merchant)).toEqual(original);
        else refusalOf(changed);
      }),
      { numRuns: 5_000 },
    );
  });
});
