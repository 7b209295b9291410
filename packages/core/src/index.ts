/**
 * Signing, transport and models: what the concerns stand on. Applications find what they need of it in `@cloudpay/payments`.
 *
 * @module @cloudpay/core
 */
export * from './base/index.ts';
export * from './models/index.ts';
export {
  type AuthenKeyInput,
  type AuthenKeysInput,
  authenticationCode,
  importAuthenKey,
  importAuthenKeys,
  type KeyInput,
  verifyAuthenticationCode,
} from './signing/index.ts';
export * from './transport/index.ts';
