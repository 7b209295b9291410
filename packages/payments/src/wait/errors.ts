import { CloudPayError } from '@cloudpay/core';
import { refusedLocally } from '../journal/refused-locally.ts';

/** The same error with the outcome `unknown`: an outcome that is unknown never carries an error that says "failed". */
export function asUnknown(error: CloudPayError): CloudPayError {
  if (error.outcome === 'unknown') return error;
  const { message, code, status, internalStatus, logId, endpoint, host } = error;
  return new CloudPayError(message, {
    code,
    outcome: 'unknown',
    ...(status !== undefined && { status }),
    ...(internalStatus !== undefined && { internalStatus }),
    ...(logId !== undefined && { logId }),
    ...(endpoint !== undefined && { endpoint }),
    ...(host !== undefined && { host }),
    cause: error.cause,
  });
}

/** The same error with the outcome `failed`, for a wait that ended before any request left. */
export function nothingSent(error: CloudPayError): CloudPayError {
  if (error.outcome === 'failed') return error;
  const { message, code, cause } = error;
  return new CloudPayError(message, { code, outcome: 'failed', cause });
}

/** The time of a wait is up. */
export function endOfWait(): CloudPayError {
  return new CloudPayError('等待结束时结果仍未知 (still undecided at the end of the wait)', {
    code: 'TIMEOUT',
    outcome: 'unknown',
  });
}

/** Why a failure that was concluded is not reported: the journal could not record it. */
export function notRecorded(): CloudPayError {
  return new CloudPayError('日志无法写入，结论未记录 (the journal cannot be written: the conclusion is not recorded)', {
    code: 'JOURNAL_UNAVAILABLE',
    outcome: 'unknown',
  });
}

/** Why the identical request is not sent again: no customer at the till expects to be charged any more. */
export function tooLate(): CloudPayError {
  return refusedLocally('已过重发时限，不再发送 (too late to send the request again)');
}

/** Why a wait was stopped. */
export function stopped(reason: unknown): CloudPayError {
  if (reason instanceof CloudPayError) return reason;
  return new CloudPayError('等待被中止 (the wait was aborted)', { code: 'ABORTED', outcome: 'unknown', cause: reason });
}

/** A bug of the SDK, or of a port that the caller provides. */
export function internalError(cause: unknown): CloudPayError {
  return new CloudPayError('SDK 内部错误 (internal error of the SDK)', { code: 'INTERNAL_ERROR', outcome: 'unknown', cause });
}
