import { CloudPayError } from '@cloudpay/core';

/** The same error with the outcome `unknown`: an earlier request may have changed something. */
export function asUnknown(error: CloudPayError, note?: string): CloudPayError {
  const { message, code, status, internalStatus, endpoint } = error;
  const text = note === undefined ? message : `${note}: ${message}`;
  return new CloudPayError(text, { code, outcome: 'unknown', status, internalStatus, endpoint, cause: error });
}
