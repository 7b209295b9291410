import { CloudPayError } from '@cloudpay/core';

/** Why a callback was refused. */
export type CallbackRefusal =
  /** A middleware had parsed the body; only the raw bytes can be verified. The server's own mistake, not the caller's. */
  | 'parsedBody'
  /** The body is not a Cloud Pay request envelope. */
  | 'notAnEnvelope'
  /** The body is longer than a callback can be. */
  | 'tooLarge'
  /** The body broke off, or took too long to arrive. */
  | 'incomplete'
  /** There is no authentication code, or one of a kind that is not accepted. */
  | 'unauthenticated'
  /** The authentication code does not belong to the content under any of the keys. */
  | 'wrongCode'
  /** Authentic, but neither a payment nor a refund as the schema describes them. */
  | 'unreadable'
  /** Authentic, but about another merchant. */
  | 'otherMerchant'
  /** Authentic, but the service itself says otherwise. */
  | 'contradicted';

/**
 * A callback that was refused. The message says what is usually wrong, and never quotes the callback.
 *
 * @example if (error instanceof CallbackError && error.refusal === 'wrongCode') console.warn(error.message);
 */
export class CallbackError extends CloudPayError {
  override readonly name = 'CallbackError';
  readonly refusal: CallbackRefusal;

  constructor(refusal: CallbackRefusal, message: string, cause?: unknown) {
    super(`回调被拒绝 (callback refused): ${message}`, { code: 'INVALID_CALLBACK', outcome: 'failed', cause });
    this.refusal = refusal;
  }

  /** The code is the mark: like that of its base, `instanceof` holds across copies of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof CloudPayError && value.code === 'INVALID_CALLBACK';
  }
}
