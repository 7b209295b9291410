import { CloudPayError } from '@cloudpay/core';

/** The reason why a journal cannot be used. Callers find it as `cause` of `JOURNAL_UNAVAILABLE`. */
export type JournalTrouble = 'timeout' | 'replaced' | 'layout' | 'damaged' | 'inUse';

/** An error of the journal itself, not of its database. */
export class JournalReason extends Error {
  override readonly name = 'JournalReason';
  readonly code: JournalTrouble;

  constructor(code: JournalTrouble, message: string) {
    super(message);
    this.code = code;
  }
}

/** The journal cannot be read or written. Nothing is sent that it does not hold. */
export function journalError(cause: unknown): CloudPayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CloudPayError(`交易日志无法读写 (the journal cannot be used): ${reason}`, {
    code: 'JOURNAL_UNAVAILABLE',
    outcome: 'failed',
    cause,
  });
}
