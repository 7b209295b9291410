import { queryOrderEndpoint } from '@cloudpay/proto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CloudPayError } from '../../src/base/errors.ts';
import { importAuthenKey } from '../../src/signing/keys.ts';
import { type OpenedResponse, openResponse } from '../../src/transport/envelope.ts';
import { paid } from '../helpers/client.ts';
import { authenKey, sealResponse } from '../helpers/merchant.ts';
import { thrownBy } from '../helpers/thrown.ts';

const key = importAuthenKey(authenKey);
const open = (body: string, endpoint: Parameters<typeof openResponse>[0] = queryOrderEndpoint) =>
  openResponse(endpoint, body, [key]);

describe('replaying a captured success with one changed byte', () => {
  const { response_content, authen_info } = JSON.parse(sealResponse(paid));
  const captured = Buffer.from(sealResponse(paid), 'utf8');
  const codeStart = captured.indexOf(authen_info.a.authen_code);
  const codeEnd = codeStart + 64;

  /** The only change without effect: a letter of the code in lower case. */
  const isCase = (index: number, byte: number) =>
    index >= codeStart &&
    index < codeEnd &&
    (byte ^ (captured[index] as number)) === 0x20 &&
    /[a-f]/.test(String.fromCharCode(byte));

  /** Opens a response. Undefined if it is refused; the outcome must then be unknown. */
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

  test('is a success if unchanged', () => {
    expect(openOrUnknown(captured)).toMatchObject({ status: 0, authenticated: true });
  });

  test('never succeeds: each bit of each byte', () => {
    for (const [index, byte] of captured.entries()) {
      for (let bit = 0; bit < 8; bit++) replay(index, byte ^ (1 << bit));
    }
  });

  test('never succeeds: any byte in any place', () => {
    const change = fc.tuple(fc.nat(captured.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(change, ([index, mask]) => replay(index, (captured[index] as number) ^ mask)),
      { numRuns: 2_000 },
    );
  });

  test('never succeeds: a removed, repeated or inserted byte', () => {
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
        // White space in the envelope is not part of the authenticated content.
        if (response !== undefined) expect(JSON.parse(altered.toString())).toEqual({ response_content, authen_info });
      }
    }
  });

  test('never succeeds: any other content with its code', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(text !== response_content);
        expect(thrownBy(() => open(JSON.stringify({ response_content: text, authen_info }))).outcome).toBe('unknown');
      }),
    );
  });

  test('never succeeds: any response without the key', () => {
    const info = fc.oneof(fc.jsonValue(), fc.record({ a: fc.record({ authen_type: fc.integer(), authen_code: fc.string() }) }));
    fc.assert(
      fc.property(info, fc.jsonValue(), (authen_info, more) => {
        const response_content = JSON.stringify({ ...paid, more });
        expect(thrownBy(() => open(JSON.stringify({ response_content, authen_info }))).outcome).toBe('unknown');
      }),
    );
  });
});
