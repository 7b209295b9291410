import { CloudPayError } from '@cloudpay/core';

/** The SDK refuses an operation; nothing was sent. */
export function refusedLocally(message: string, cause?: CloudPayError): CloudPayError {
  return new CloudPayError(message, { code: 'REFUSED_LOCALLY', outcome: 'failed', cause });
}
