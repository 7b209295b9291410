import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authenticationCode, verifyAuthenticationCode } from '../../src/signing/authentication-code.ts';
import { importAuthenKey } from '../../src/signing/keys.ts';
import { authenKey } from '../helpers/merchant.ts';
import { anyText } from '../helpers/text.ts';
import { hmacVectors } from '../helpers/vectors.ts';

const key = importAuthenKey(authenKey);

describe.each(hmacVectors)('$name', (vector) => {
  const vectorKey = importAuthenKey(vector.key);

  test('makes the code', () => {
    expect(authenticationCode(vectorKey, vector.message)).toBe(vector.authen_code);
  });

  test('accepts the code in upper and lower case', () => {
    expect(verifyAuthenticationCode(vectorKey, vector.message, vector.authen_code)).toBe(true);
    expect(verifyAuthenticationCode(vectorKey, vector.message, vector.authen_code.toLowerCase())).toBe(true);
  });

  test('refuses the code of an altered message', () => {
    const { message } = vector;
    const altered = [
      `${message}\n`,
      ` ${message}`,
      `${message}\0`,
      message.slice(0, -1),
      message.slice(1),
      message.toUpperCase(),
    ];
    for (const text of altered.filter((item) => item !== message)) {
      expect(verifyAuthenticationCode(vectorKey, text, vector.authen_code)).toBe(false);
    }
  });

  test('refuses the code under another key', () => {
    expect(verifyAuthenticationCode(importAuthenKey(`${vector.key}x`), vector.message, vector.authen_code)).toBe(false);
  });
});

describe('authenticationCode', () => {
  // What stands around a key is taken off, and what cannot be seen inside it is refused.
  const anyKey = anyText.map((text) => `key${text.replace(/[\p{C}\uFFFD]/gu, '')}key`);

  test('is the HMAC-SHA256 of the UTF-8 bytes, for any text and key', () => {
    fc.assert(
      fc.property(anyText, anyKey, (content, text) => {
        const expected = createHmac('sha256', Buffer.from(text, 'utf8')).update(Buffer.from(content, 'utf8')).digest('hex');
        expect(authenticationCode(importAuthenKey(text), content)).toBe(expected.toUpperCase());
      }),
    );
  });
});

describe('verifyAuthenticationCode', () => {
  const content = '{"status":0}';
  const code = authenticationCode(key, content);

  test('accepts mixed case', () => {
    expect(verifyAuthenticationCode(key, content, code.slice(0, 32) + code.slice(32).toLowerCase())).toBe(true);
  });

  test('refuses each code that differs in one digit', () => {
    for (const index of code.split('').keys()) {
      const digit = code[index] === '0' ? '1' : '0';
      expect(verifyAuthenticationCode(key, content, code.slice(0, index) + digit + code.slice(index + 1))).toBe(false);
    }
  });

  test.each([
    ['nothing', ''],
    ['half of it', code.slice(0, 32)],
    ['a digit too few', code.slice(1)],
    ['a digit too many', `${code}0`],
    ['two of it', code + code],
    ['a newline behind it', `${code}\n`],
    ['a space before it', ` ${code}`],
    ['a letter that is no digit', `${code.slice(0, 63)}G`],
    // A decoder that stops at the first odd character would read fewer bytes and compare those.
    ['a character beyond ASCII', `${code.slice(0, 62)}é0`],
    ['base64', Buffer.from(code, 'hex').toString('base64')],
  ])('refuses %s', (_, wrong) => {
    expect(verifyAuthenticationCode(key, content, wrong)).toBe(false);
  });

  test('agrees with a round trip, and with nothing else', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        // Text that is no Unicode has no UTF-8 bytes of its own.
        fc.pre(one.isWellFormed() && other.isWellFormed());
        expect(verifyAuthenticationCode(key, one, authenticationCode(key, other))).toBe(one === other);
        expect(verifyAuthenticationCode(key, one, authenticationCode(key, one))).toBe(true);
      }),
    );
  });
});
