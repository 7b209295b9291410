import type { CallEvent, ErrorCode } from '@cloudpay/core';

/**
 * The encrypted file could be read, but not be encrypted with the service's current key. The file still opens, and the next login
 * tries again.
 */
export interface FileFailureEvent {
  readonly type: 'fileFailure';
  readonly file: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/** An event of a login's calls or of its file, for logs. It holds no key, no token and no part of a body. */
export type SecurityEvent = CallEvent | FileFailureEvent;
