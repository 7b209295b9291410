import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { type CipherDesc, EncryptType } from '@cloudpay/proto';

/** A key from the service for the encrypted configuration. It stays in memory only, from the login until `initialize`. */
export interface Cipher {
  /** Identifies the key without revealing it. */
  readonly id: string;
  /** Hidden from `console.log`. */
  readonly key: KeyObject;
}

const keyBytes = 16;

/** The ciphers of a response that this version supports, in the service's order. The first is the current one. */
export function importCiphers(descriptions: readonly CipherDesc[] = []): Cipher[] {
  return descriptions.flatMap((description) => importCipher(description) ?? []);
}

function importCipher({ algorithm, key = '' }: CipherDesc): Cipher | undefined {
  if (algorithm !== EncryptType.Aes128Gcm) return undefined;
  const bytes = Buffer.from(key, 'base64');
  try {
    if (bytes.byteLength !== keyBytes) return undefined;
    return { id: keyId(bytes), key: createSecretKey(bytes) };
  } finally {
    bytes.fill(0);
  }
}

/** A shortened hash. It helps no attacker: to try keys on the encrypted file itself is just as easy. */
function keyId(bytes: Buffer): string {
  return createHash('sha256')
    .update('cloudpay-configuration-key\n')
    .update(bytes)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}
