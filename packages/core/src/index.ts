/**
 * The base of the other packages: signing, transport and models. `@cloudpay/payments` exports the parts that applications need.
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
