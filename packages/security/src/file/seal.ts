import { CompactEncrypt } from 'jose';
import type { Cipher } from '../cipher.ts';
import type { Shop } from '../shop.ts';
import { makeHeader } from './header.ts';

/**
 * Encrypts a configuration: a JWE in compact form, `dir` with AES-128-GCM. Any JWE implementation with the key can open it.
 *
 * @param text the configuration, as JSON
 * @returns the content of the file
 */
export async function seal(text: string, shop: Shop, { id, key }: Cipher): Promise<string> {
  const content = Buffer.from(text, 'utf8');
  try {
    return await new CompactEncrypt(content).setProtectedHeader(makeHeader(shop, id, content.byteLength)).encrypt(key);
  } finally {
    content.fill(0);
  }
}
