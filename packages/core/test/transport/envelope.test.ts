import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { clientInitializeEndpoint, endpoints, queryOrderEndpoint, scanCodePayEndpoint } from '@cloudpay/proto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CloudPayError } from '../../src/base/errors.ts';
import { importAuthenKey } from '../../src/signing/keys.ts';
import { importPrivateKey, importPublicKey } from '../../src/signing/rsa-keys.ts';
import { verifySignature } from '../../src/signing/signature.ts';
import { openResponse, sealRequest } from '../../src/transport/envelope.ts';
import { paid } from '../helpers/client.ts';
import { authenKey, bareResponse, sealResponse } from '../helpers/merchant.ts';
import { rsaKeys } from '../helpers/rsa-keys.ts';
import { anyText } from '../helpers/text.ts';
import { thrownBy } from '../helpers/thrown.ts';
import { responseVectors } from '../helpers/vectors.ts';

const key = importAuthenKey(authenKey);
const open = (body: string, endpoint: Parameters<typeof openResponse>[0] = queryOrderEndpoint) =>
  openResponse(endpoint, body, [key]);

describe('sealRequest', () => {
  const content = { body: '生活用品套餐 🧧 / "x"', total_fee: 1, nonce_str: 'E94C00688C3F429CA2B0B396BF823548' };

  test('contains the content as a string, with the code of exactly that string', () => {
    const envelope = JSON.parse(sealRequest(content, { authenKey: key }));
    expect(Object.keys(envelope)).toEqual(['request_content', 'authen_info']);
    expect(JSON.parse(envelope.request_content)).toEqual(content);
    const code = createHmac('sha256', authenKey).update(envelope.request_content, 'utf8').digest('hex').toUpperCase();
    expect(envelope.authen_info).toEqual({ a: { authen_type: 1, authen_code: code } });
  });

  test('has a signature instead of the code', () => {
    const envelope = JSON.parse(sealRequest(content, { privateKey: importPrivateKey(rsaKeys.pkcs8) }));
    expect(envelope.authen_info).toEqual({ s: { sign_type: 1, sign: expect.any(String) } });
    const { sign } = envelope.authen_info.s;
    expect(verifySignature(importPublicKey(rsaKeys.spki), envelope.request_content, sign)).toBe(true);
  });

  test('has neither before a key is known', () => {
    expect(JSON.parse(sealRequest(content, undefined))).toEqual({ request_content: JSON.stringify(content) });
  });

  test('is read unchanged by the other side, for any text', () => {
    fc.assert(
      fc.property(anyText, (body) => {
        const received = Buffer.from(sealRequest({ body }, { authenKey: key }), 'utf8').toString('utf8');
        const { request_content, authen_info } = JSON.parse(received);
        expect(JSON.parse(request_content).body).toBe(body);
        const code = createHmac('sha256', authenKey).update(Buffer.from(request_content, 'utf8')).digest('hex');
        expect(authen_info.a.authen_code).toBe(code.toUpperCase());
      }),
    );
  });
});

describe('openResponse', () => {
  const accepted = responseVectors.filter((vector) => vector.accept);
  const refused = responseVectors.filter((vector) => !vector.accept);

  test.each(accepted)('accepts: $name', ({ raw, key: text }) => {
    const response = openResponse(scanCodePayEndpoint, raw, [importAuthenKey(text)]);
    expect(response.content).toEqual(JSON.parse(JSON.parse(raw).response_content));
    expect(response.status).toBe(response.content.status);
    expect(response.authenticated).toBe(raw.includes('authen_info'));
  });

  test.each(refused)('refuses: $name', ({ raw, key: text }) => {
    const error = thrownBy(() => openResponse(scanCodePayEndpoint, raw, [importAuthenKey(text)]));
    expect(error).toMatchObject({ outcome: 'unknown', endpoint: 'scan_code_pay' });
    expect(error.status).toBeUndefined();
    expect(inspect(error)).not.toContain(text);
  });

  test('there are vectors of both kinds', () => {
    expect([accepted.length, refused.length]).toEqual([3, 7]);
  });

  test('reads the status fields', () => {
    const { content, authenCode, ...response } = open(sealResponse(paid));
    expect(authenCode).toBe(JSON.parse(sealResponse(paid)).authen_info.a.authen_code);
    expect(response).toEqual({
      status: 0,
      description: '操作成功。',
      logId: '4049520517',
      internalStatus: 0,
      authenticated: true,
    });
    expect(content).toEqual(paid);
  });

  test('reads the other spelling of internal_status if the first is missing', () => {
    expect(open(sealResponse({ status: 104, Internal_status: 407 })).internalStatus).toBe(407);
    expect(open(sealResponse({ status: 104, internal_status: 400, Internal_status: 407 })).internalStatus).toBe(400);
    expect(open(sealResponse({ status: 104, Internal_status: '407' })).internalStatus).toBe(0);
  });

  test('needs only the status', () => {
    const response = open(sealResponse({ status: 103 }));
    expect(response).toMatchObject({ status: 103, description: '', logId: undefined, internalStatus: 0 });
  });

  test('verifies the received string, whatever its white space and escapes', () => {
    for (const text of [
      '{ "status" : 0 }\n',
      '\n{"status":0}',
      '{"status":0,"description":"\\u64CD\\/"}',
      '{"status":0,"x":"🧧"}',
    ]) {
      expect(open(sealResponse(text))).toMatchObject({ status: 0, authenticated: true });
    }
  });

  test('accepts any of several keys, and no other', () => {
    const other = importAuthenKey('another');
    expect(openResponse(queryOrderEndpoint, sealResponse(paid, 'another'), [key, other]).authenticated).toBe(true);
    expect(openResponse(queryOrderEndpoint, sealResponse(paid), [key, other]).authenticated).toBe(true);
    expect(thrownBy(() => openResponse(queryOrderEndpoint, sealResponse(paid, 'a third'), [key, other]))).toMatchObject({
      code: 'UNVERIFIED_RESPONSE',
    });
  });

  describe('without a code', () => {
    test.each([3, 101])('status %i is accepted', (status) => {
      expect(open(bareResponse({ status }))).toMatchObject({ status, authenticated: false });
    });

    test.each([0, 1, 2, 4, 100, 102, 103, 104, 105, -1, -3])('status %i is refused', (status) => {
      const error = thrownBy(() => open(bareResponse({ ...paid, status })));
      expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' });
    });

    test('all other statuses are refused', () => {
      fc.assert(
        fc.property(fc.integer(), (status) => {
          fc.pre(status !== 3 && status !== 101);
          expect(thrownBy(() => open(bareResponse({ status })))).toMatchObject({
            code: 'UNVERIFIED_RESPONSE',
            outcome: 'unknown',
          });
        }),
      );
    });

    test.each(['0', '101', null, true, [], {}, 101.5, undefined])('a status of %j is invalid', (status) => {
      const error = thrownBy(() => open(bareResponse({ status })));
      expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' });
    });

    test('a captured success without its code is refused, however the code is removed', () => {
      const { response_content } = JSON.parse(sealResponse(paid));
      for (const authen_info of [undefined, null, {}, [], '', 0, false, { a: null }, { a: {} }, { s: {} }, { A: {} }]) {
        const error = thrownBy(() => open(JSON.stringify({ response_content, authen_info })));
        expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' });
      }
    });
  });

  describe('with a wrong code', () => {
    const wrong = (content: object) => sealResponse(content, 'not the key');

    test.each([0, 3, 101, 102, 103, 104])('status %i is refused', (status) => {
      expect(thrownBy(() => open(wrong({ status })))).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' });
    });

    test.each([
      ['no code', { authen_type: 1 }],
      ['an empty code', { authen_type: 1, authen_code: '' }],
      ['a number for a code', { authen_type: 1, authen_code: 7 }],
      ['a list for a code', (code: string) => ({ authen_type: 1, authen_code: [code] })],
      ['no type', (code: string) => ({ authen_code: code })],
      ['the type as text', (code: string) => ({ authen_type: '1', authen_code: code })],
      ['type 0', (code: string) => ({ authen_type: 0, authen_code: code })],
      ['type 2 with the right code', (code: string) => ({ authen_type: 2, authen_code: code })],
    ])('everything is refused with %s', (_, info) => {
      const { response_content, authen_info } = JSON.parse(sealResponse({ status: 101 }));
      const a = typeof info === 'function' ? info(authen_info.a.authen_code) : info;
      const error = thrownBy(() => open(JSON.stringify({ response_content, authen_info: { a } })));
      expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' });
    });

    test.each(['', 0, false])(
      'nothing is believed with %j in place of authen_info: it is there, and does not verify',
      (authen_info) => {
        const { response_content } = JSON.parse(bareResponse({ status: 101 }));
        expect(thrownBy(() => open(JSON.stringify({ response_content, authen_info })))).toMatchObject({
          code: 'UNVERIFIED_RESPONSE',
        });
      },
    );

    test('a signature is not a code', () => {
      const { response_content } = JSON.parse(sealResponse(paid));
      const authen_info = { s: { sign_type: 1, sign: 'AAAA' } };
      expect(thrownBy(() => open(JSON.stringify({ response_content, authen_info })))).toMatchObject({
        code: 'UNVERIFIED_RESPONSE',
      });
    });
  });

  describe('for calls that are answered before a key is known', () => {
    const paths = ['ping', 'query_identity_mapping', 'client_initialize', 'client_try_get_initializers', 'use_device_setting'];
    const free = endpoints.filter(({ path }) => paths.includes(path));

    test.each(endpoints.filter((endpoint) => !free.includes(endpoint)))(
      '$path is not one of them: a success needs a code',
      (endpoint) => {
        const error = thrownBy(() => open(bareResponse({ status: 0 }), endpoint));
        expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown', endpoint: endpoint.path });
      },
    );

    test.each(free)('$path: a success needs no code', (endpoint) => {
      expect(open(bareResponse({ status: 0 }), endpoint)).toMatchObject({ status: 0, authenticated: false });
      expect(openResponse(endpoint, bareResponse({ status: 104 }), [])).toMatchObject({ status: 104, authenticated: false });
    });

    test.each(free)('$path: a wrong code is refused', (endpoint) => {
      const error = thrownBy(() => open(sealResponse({ status: 0 }, 'not the key'), endpoint));
      expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown', endpoint: endpoint.path });
    });

    test.each(free)('$path: a code that cannot be verified yet is ignored', (endpoint) => {
      expect(openResponse(endpoint, sealResponse({ status: 0 }), [])).toMatchObject({ status: 0, authenticated: false });
    });

    test('in all other calls a code that cannot be verified counts as missing', () => {
      expect(thrownBy(() => openResponse(queryOrderEndpoint, sealResponse(paid), []))).toMatchObject({
        code: 'UNVERIFIED_RESPONSE',
      });
    });

    test('an authentic content that breaks the schema is unreadable, not unverified', () => {
      expect(thrownBy(() => open(bareResponse('not json'), clientInitializeEndpoint))).toMatchObject({
        code: 'UNREADABLE_RESPONSE',
        outcome: 'unknown',
      });
    });
  });

  test.each([
    '',
    'not json',
    '<html>502 Bad Gateway</html>',
    'null',
    '[]',
    '"text"',
    '7',
    '{}',
    '{"status":0}',
    '{"response_content":null}',
    '{"response_content":{"status":0}}',
    '{"response_content":["{\\"status\\":0}"]}',
    '['.repeat(100_000),
    `{"response_content":${'['.repeat(100_000)}1e1`,
  ])('%s is not from Cloud Pay', (body) => {
    expect(thrownBy(() => open(body))).toMatchObject({ code: 'HTTP_ERROR', outcome: 'unknown', endpoint: 'query_order' });
  });

  test.each([
    'not json',
    '',
    'null',
    '[]',
    '7',
    '{}',
    '{"status":null}',
    '{"status":"0"}',
    '{"status":0.5}',
    '{"status":false}',
    '{"status":0,"internal_status":"7"}',
    `{"a":${'['.repeat(100_000)}`,
  ])('an authentic content that is %s is unreadable', (content) => {
    const error = thrownBy(() => open(sealResponse(content)));
    expect(error).toMatchObject({ code: 'UNREADABLE_RESPONSE', outcome: 'unknown', endpoint: 'query_order' });
    expect(error.status).toBeUndefined();
  });

  test.each([
    ['-1', '-1'],
    ['18446744073709551615', '18446744073709551615'],
    ['1.5', '1.5'],
    ['"4049520517"', '4049520517'],
    ['"abc"', 'abc'],
    ['""', undefined],
    ['null', undefined],
    ['{}', undefined],
    ['[1]', undefined],
  ])('a log id that is %s makes no response unreadable', (logId, told) => {
    expect(open(sealResponse(`{"status":0,"log_id":${logId}}`))).toMatchObject({ status: 0, logId: told });
  });

  test('a description that is no text makes no response unreadable', () => {
    expect(open(sealResponse('{"status":104,"description":{}}'))).toMatchObject({ status: 104, description: '' });
  });

  test('a hostile __proto__ is a field like any other', () => {
    const response = open(bareResponse('{"status":101,"__proto__":{"status":0,"query_order":{}}}'));
    expect(response.status).toBe(101);
    expect(response.content.query_order).toBeUndefined();
    const body = '{"response_content":"{\\"status\\":0}","__proto__":{"authen_info":null}}';
    expect(thrownBy(() => open(body))).toMatchObject({ code: 'UNVERIFIED_RESPONSE' });
  });
});
