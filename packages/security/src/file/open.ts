import { compactDecrypt } from 'jose';
import type { Cipher } from '../cipher.ts';
import type { FileErrorCode } from './file-error.ts';
import type { SealedConfiguration } from './inspect.ts';

/** The content of a file. */
export interface OpenedConfiguration {
  /** The configuration, as JSON. */
  readonly text: string;
  /** Whether it was encrypted with another key than the service's current one. */
  readonly isOutdated: boolean;
}

/**
 * Decrypts a file with the key that fits. While the service changes keys, it sends several.
 *
 * @param ciphers the first is the current one
 */
export async function open(
  { jwe, kid }: SealedConfiguration,
  ciphers: readonly Cipher[],
): Promise<OpenedConfiguration | FileErrorCode> {
  for (const [index, { key }] of ciphers.entries()) {
    const text = await decrypt(jwe, key);
    if (text !== undefined) return { text, isOutdated: index > 0 };
  }
  // The header is intact and names the key. If we have that key and it does not fit, the rest of the file was altered.
  return ciphers.some(({ id }) => id === kid) ? 'FILE_ALTERED' : 'FILE_KEY_WITHDRAWN';
}

async function decrypt(jwe: string, key: Cipher['key']): Promise<string | undefined> {
  try {
    const { plaintext } = await compactDecrypt(jwe, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A128GCM'],
    });
    try {
      return new TextDecoder().decode(plaintext);
    } finally {
      plaintext.fill(0);
    }
  } catch {
    return undefined;
  }
}
