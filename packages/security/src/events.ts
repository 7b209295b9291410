import type { CallEvent, ErrorCode } from '@cloudpay/core';

/** The encrypted file could be read but not be encrypted anew under the service's current key. It still opens; the next login tries again. */
export interface FileFailureEvent {
  readonly type: 'fileFailure';
  readonly file: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/** What a login tells of its calls and its file, for logs. It holds no key, no token, no part of a body. */
export type SecurityEvent = CallEvent | FileFailureEvent;
