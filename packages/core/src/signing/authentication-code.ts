import type { KeyObject } from 'node:crypto';
import { nodeCrypto } from '../base/node-crypto.ts';

/**
 * The authentication code of a content: upper-case hex of HMAC-SHA256 over its UTF-8 bytes.
 *
 * @param key the merchant's `authen_key`, imported once by `importAuthenKey`
 * @param content the `request_content` or `response_content` string, exactly as the other side decodes it
 */
export function authenticationCode(key: KeyObject, content: string): string {
  return nodeCrypto().createHmac('sha256', key).update(content, 'utf8').digest('hex').toUpperCase();
}

/**
 * Whether a code belongs to a content. Takes the same time wherever the two differ; accepts upper and lower case hex.
 *
 * @param code what the other side sent; anything that is not 64 hex digits is refused
 */
export function verifyAuthenticationCode(key: KeyObject, content: string, code: string): boolean {
  if (!/^[0-9A-Fa-f]{64}$/.test(code)) return false;
  return nodeCrypto().timingSafeEqual(Buffer.from(authenticationCode(key, content)), Buffer.from(code.toUpperCase()));
}
