import type { KeyObject } from 'node:crypto';
import { nodeCrypto } from '../base/node-crypto.ts';

// jose is not used here: JOSE's PS256 fixes the salt at 32 bytes, Cloud Pay asks for the longest (222 bytes with a 2048-bit key).

/**
 * The signature of a content, which may stand in place of the authentication code of a refund: base64 of RSASSA-PSS with SHA-256,
 * MGF1-SHA-256 and the longest salt, over the UTF-8 bytes. Randomised: two signatures of one content differ.
 *
 * @param privateKey from `importPrivateKey`
 */
export function signContent(privateKey: KeyObject, content: string): string {
  const { constants, sign } = nodeCrypto();
  return sign('sha256', Buffer.from(content, 'utf8'), {
    key: privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN,
  }).toString('base64');
}

/**
 * Whether a signature belongs to a content. The salt length is recovered from the signature, whatever the signer chose.
 *
 * @param publicKey from `importPublicKey`
 * @param signature base64
 */
export function verifySignature(publicKey: KeyObject, content: string, signature: string): boolean {
  const { constants, verify } = nodeCrypto();
  return verify(
    'sha256',
    Buffer.from(content, 'utf8'),
    { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO },
    Buffer.from(signature, 'base64'),
  );
}
