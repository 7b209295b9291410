import { nodeCrypto } from '@cloudpay/core';

/** The present, in UNIX seconds. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** The given text, or random text that is new for each callback. */
export function nonceOr(given: string | undefined): string {
  return given ?? nodeCrypto().randomBytes(16).toString('hex');
}
