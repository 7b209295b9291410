/**
 * Authentication codes, signatures and keys alone, without the transport.
 *
 * @module @cloudpay/core/signing
 */
export { authenticationCode, verifyAuthenticationCode } from './authentication-code.ts';
export {
  type AuthenKeyInput,
  type AuthenKeysInput,
  importAuthenKey,
  importAuthenKeys,
} from './keys.ts';
export { importPrivateKey, importPublicKey, type KeyInput } from './rsa-keys.ts';
export { signContent, verifySignature } from './signature.ts';
