import { CloudPayError } from '@cloudpay/core';

/** The same error, after something else may have been done: what is certain is no longer that nothing happened. */
export function asUnknown(error: CloudPayError, note?: string): CloudPayError {
  const { message, code, status, internalStatus, endpoint } = error;
  const text = note === undefined ? message : `${note}: ${message}`;
  return new CloudPayError(text, { code, outcome: 'unknown', status, internalStatus, endpoint, cause: error });
}
