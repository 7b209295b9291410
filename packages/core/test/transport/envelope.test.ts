import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { clientInitializeEndpoint, endpoints, queryOrderEndpoint, scanCodePayEndpoint } from '@cloudpay/proto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CloudPayError } from '../../src/base/errors.ts';
import { importAuthenKey } from '../../src/signing/keys.ts';
import { importPrivateKey, importPublicKey } from '../../src/signing/rsa-keys.ts';
import { verifySignature } from '../../src/signing/signature.ts';
import { type OpenedResponse, openResponse, sealRequest } from '../../src/transport/envelope.ts';
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

  test('wraps the content as a string, with the code of exactly that string', () => {
    const envelope = JSON.parse(sealRequest(content, { authenKey: key }));
    expect(Object.keys(envelope)).toEqual(['request_content', 'authen_info']);
    expect(JSON.parse(envelope.request_content)).toEqual(content);
    const code = createHmac('sha256', authenKey).update(envelope.request_content, 'utf8').digest('hex').toUpperCase();
    expect(envelope.authen_info).toEqual({ a: { authen_type: 1, authen_code: code } });
  });

  test('carries a signature in place of the code', () => {
    const envelope = JSON.parse(sealRequest(content, { privateKey: importPrivateKey(rsaKeys.pkcs8) }));
    expect(envelope.authen_info).toEqual({ s: { sign_type: 1, sign: expect.any(String) } });
    const { sign } = envelope.authen_info.s;
    expect(verifySignature(importPublicKey(rsaKeys.spki), envelope.request_content, sign)).toBe(true);
  });

  test('carries neither before a key is known', () => {
    expect(JSON.parse(sealRequest(content, undefined))).toEqual({ request_content: JSON.stringify(content) });
  });

  test('is read by the other side as it was sealed, whatever the text', () => {
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

  test('reads what the response says of itself', () => {
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

  test('reads the other spelling of internal_status, where the first is not there', () => {
    expect(open(sealResponse({ status: 104, Internal_status: 407 })).internalStatus).toBe(407);
    expect(open(sealResponse({ status: 104, internal_status: 400, Internal_status: 407 })).internalStatus).toBe(400);
    expect(open(sealResponse({ status: 104, Internal_status: '407' })).internalStatus).toBe(0);
  });

  test('does without all but the status', () => {
    const response = open(sealResponse({ status: 103 }));
    expect(response).toMatchObject({ status: 103, description: '', logId: undefined, internalStatus: 0 });
  });

  test('hashes the string as it came, whatever its white space and escapes', () => {
    for (const text of [
      '{ "status" : 0 }\n',
      '\n{"status":0}',
      '{"status":0,"description":"\\u64CD\\/"}',
      '{"status":0,"x":"🧧"}',
    ]) {
      expect(open(sealResponse(text))).toMatchObject({ status: 0, authenticated: true });
    }
  });

  test('believes any of several keys, and no other', () => {
    const other = importAuthenKey('another');
    expect(openResponse(queryOrderEndpoint, sealResponse(paid, 'another'), [key, other]).authenticated).toBe(true);
    expect(openResponse(queryOrderEndpoint, sealResponse(paid), [key, other]).authenticated).toBe(true);
    expect(thrownBy(() => openResponse(queryOrderEndpoint, sealResponse(paid, 'a third'), [key, other]))).toMatchObject({
      code: 'UNVERIFIED_RESPONSE',
    });
  });

  describe('without a code', () => {
    test.each([3, 101])('status %i is believed', (status) => {
      expect(open(bareResponse({ status }))).toMatchObject({ status, authenticated: false });
    });

    test.each([0, 1, 2, 4, 100, 102, 103, 104, 105, -1, -3])('status %i is not', (status) => {
      const error = thrownBy(() => open(bareResponse({ ...paid, status })));
      expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' });
    });

    test('no other status is', () => {
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

    test.each(['0', '101', null, true, [], {}, 101.5, undefined])('a status of %j is none', (status) => {
      const error = thrownBy(() => open(bareResponse({ status })));
      expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' });
    });

    test('a captured success is worth nothing, however the code is taken away', () => {
      const { response_content } = JSON.parse(sealResponse(paid));
      for (const authen_info of [undefined, null, {}, [], '', 0, false, { a: null }, { a: {} }, { s: {} }, { A: {} }]) {
        const error = thrownBy(() => open(JSON.stringify({ response_content, authen_info })));
        expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown' });
      }
    });
  });

  describe('with a wrong code', () => {
    const wrong = (content: object) => sealResponse(content, 'not the key');

    test.each([0, 3, 101, 102, 103, 104])('status %i is not believed', (status) => {
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
    ])('nothing is believed with %s', (_, info) => {
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

    test('a signature is no code', () => {
      const { response_content } = JSON.parse(sealResponse(paid));
      const authen_info = { s: { sign_type: 1, sign: 'AAAA' } };
      expect(thrownBy(() => open(JSON.stringify({ response_content, authen_info })))).toMatchObject({
        code: 'UNVERIFIED_RESPONSE',
      });
    });
  });

  describe('of an endpoint that is answered before a key is known', () => {
    const paths = ['ping', 'query_identity_mapping', 'client_initialize', 'client_try_get_initializers', 'use_device_setting'];
    const free = endpoints.filter(({ path }) => paths.includes(path));

    test.each(endpoints.filter((endpoint) => !free.includes(endpoint)))('$path is none: a success needs a code', (endpoint) => {
      const error = thrownBy(() => open(bareResponse({ status: 0 }), endpoint));
      expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown', endpoint: endpoint.path });
    });

    test.each(free)('$path: a success needs no code', (endpoint) => {
      expect(open(bareResponse({ status: 0 }), endpoint)).toMatchObject({ status: 0, authenticated: false });
      expect(openResponse(endpoint, bareResponse({ status: 104 }), [])).toMatchObject({ status: 104, authenticated: false });
    });

    test.each(free)('$path: a wrong code is a wrong code', (endpoint) => {
      const error = thrownBy(() => open(sealResponse({ status: 0 }, 'not the key'), endpoint));
      expect(error).toMatchObject({ code: 'UNVERIFIED_RESPONSE', outcome: 'unknown', endpoint: endpoint.path });
    });

    test.each(free)('$path: a code that cannot be checked yet proves nothing and disproves nothing', (endpoint) => {
      expect(openResponse(endpoint, sealResponse({ status: 0 }), [])).toMatchObject({ status: 0, authenticated: false });
    });

    test('anywhere else a code that cannot be checked is no code', () => {
      expect(thrownBy(() => openResponse(queryOrderEndpoint, sealResponse(paid), []))).toMatchObject({
        code: 'UNVERIFIED_RESPONSE',
      });
    });

    test('a content that cannot be read is unreadable, not unverified', () => {
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
  ])('an authentic content that is %s cannot be read', (content) => {
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

describe('replaying a captured success with one byte changed', () => {
  const { response_content, authen_info } = JSON.parse(sealResponse(paid));
  const captured = Buffer.from(sealResponse(paid), 'utf8');
  const codeStart = captured.indexOf(authen_info.a.authen_code);
  const codeEnd = codeStart + 64;

  /** The one change that means nothing: a letter of the code in lower case. */
  const isCase = (index: number, byte: number) =>
    index >= codeStart &&
    index < codeEnd &&
    (byte ^ (captured[index] as number)) === 0x20 &&
    /[a-f]/.test(String.fromCharCode(byte));

  /** Opens a response; undefined when it proves nothing, in which case it must say that the outcome is unknown. */
  function openOrUnknown(body: Buffer): OpenedResponse | undefined {
    try {
      return open(body.toString('utf8'));
    } catch (error) {
      if (error instanceof CloudPayError && error.outcome === 'unknown' && error.status === undefined) return undefined;
      throw error;
    }
  }

  function replay(index: number, byte: number): void {
    const altered = Buffer.from(captured);
    altered[index] = byte;
    const response = openOrUnknown(altered);
    if (isCase(index, byte)) expect(response?.content).toEqual(paid);
    else if (response !== undefined) throw new Error(`byte ${index} set to ${byte} is believed`);
  }

  test('unchanged it is a success', () => {
    expect(openOrUnknown(captured)).toMatchObject({ status: 0, authenticated: true });
  });

  test('never yields a success: each bit of each byte', () => {
    for (const [index, byte] of captured.entries()) {
      for (let bit = 0; bit < 8; bit++) replay(index, byte ^ (1 << bit));
    }
  });

  test('never yields a success: any byte in any place', () => {
    const change = fc.tuple(fc.nat(captured.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(change, ([index, mask]) => replay(index, (captured[index] as number) ^ mask)),
      { numRuns: 2_000 },
    );
  });

  test('never yields a success: a byte lost, doubled or put in', () => {
    for (const index of captured.keys()) {
      for (const [from, put] of [
        [index + 1, []],
        [index, [captured[index] as number]],
        [index, [0x30]],
        [index, [0x20]],
        [index, [0x5c]],
      ] as const) {
        const altered = Buffer.concat([captured.subarray(0, index), Buffer.from(put), captured.subarray(from)]);
        const response = openOrUnknown(altered);
        // White space between the parts of the envelope is not part of the message.
        if (response !== undefined) expect(JSON.parse(altered.toString())).toEqual({ response_content, authen_info });
      }
    }
  });

  test('never yields a success: any other content under its code', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(text !== response_content);
        expect(thrownBy(() => open(JSON.stringify({ response_content: text, authen_info }))).outcome).toBe('unknown');
      }),
    );
  });

  test('never yields a success: any response at all without the key', () => {
    const info = fc.oneof(fc.jsonValue(), fc.record({ a: fc.record({ authen_type: fc.integer(), authen_code: fc.string() }) }));
    fc.assert(
      fc.property(info, fc.jsonValue(), (authen_info, more) => {
        const response_content = JSON.stringify({ ...paid, more });
        expect(thrownBy(() => open(JSON.stringify({ response_content, authen_info }))).outcome).toBe('unknown');
      }),
    );
  });
});
