import { CloudPayError } from '@cloudpay/core';

/** The journal cannot be written or read. Nothing is sent that it does not hold. */
export function journalError(cause: unknown): CloudPayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CloudPayError(`交易日志无法读写 (the journal cannot be used): ${reason}`, {
    code: 'JOURNAL_UNAVAILABLE',
    outcome: 'failed',
    cause,
  });
}
