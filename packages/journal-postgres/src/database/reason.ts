import { CloudPayError } from '@cloudpay/core';

/**
 * Why the journal cannot be used: the `code` of the `cause` of a `JOURNAL_UNAVAILABLE`.
 *
 * - `unreachable`: no connection, or it was lost before anything was done.
 * - `timeout`: the server did not answer in time. Nothing was written.
 * - `readOnly`: a standby, a server or a role that may only read.
 * - `notDurable`: the server does not wait for the disk, or the wait for its standby was cancelled.
 * - `layout`: the tables are missing, are not ours, or are those of a newer version.
 * - `inDoubt`: the connection was lost, and nobody knows yet whether the write was committed.
 */
export type PostgresTrouble = 'unreachable' | 'timeout' | 'readOnly' | 'notDurable' | 'layout' | 'inDoubt';

/** A reason of ours, or an error of the server by its SQLSTATE. It holds no value that was written. */
export class PostgresReason extends Error {
  override readonly name = 'PostgresReason';
  readonly code: PostgresTrouble | (string & {});

  constructor(code: PostgresTrouble | (string & {}), message: string) {
    super(message);
    this.code = code;
  }
}

/** What callers of the journal hear. */
function journalUnavailable(reason: PostgresReason): CloudPayError {
  return new CloudPayError(`交易日志无法读写 (the journal cannot be used): ${reason.message}`, {
    code: 'JOURNAL_UNAVAILABLE',
    outcome: 'failed',
    cause: reason,
  });
}

/** @throws CloudPayError `JOURNAL_UNAVAILABLE` for whatever the database says */
export async function guarded<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof PostgresReason ? journalUnavailable(error) : error;
  }
}
