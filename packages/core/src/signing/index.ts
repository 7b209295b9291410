export { authenticationCode, verifyAuthenticationCode } from './authentication-code.ts';
export { importAuthenKey, importPrivateKey, importPublicKey, type KeyInput } from './keys.ts';
export { signContent, verifySignature } from './signature.ts';
