import { nodeCrypto } from '@cloudpay/core';

/** UNIX seconds. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** Random text, new for each callback, unless a test wants a certain one. */
export function nonceOr(given: string | undefined): string {
  return given ?? nodeCrypto().randomBytes(16).toString('hex');
}
