import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { type CipherDesc, EncryptType } from '@cloudpay/proto';

/** A key that the service handed out for the encrypted configuration. Held in memory alone, from a login to its `initialize`. */
export interface Cipher {
  /** Tells keys apart without telling anything about them. */
  readonly id: string;
  /** Hidden from `console.log`. */
  readonly key: KeyObject;
}

const keyBytes = 16;

/** The ciphers of a response that this version can use, in the service's order. The first is the current one. */
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

/** Half a hash: whoever could find a key behind it could as well try keys on the file itself. */
function keyId(bytes: Buffer): string {
  return createHash('sha256')
    .update('cloudpay-configuration-key\n')
    .update(bytes)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}
