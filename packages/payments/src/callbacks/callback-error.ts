import { CloudPayError } from '@cloudpay/core';

/** The reason why a callback was refused. */
export type CallbackRefusal =
  /** A middleware parsed the body, and only the raw bytes can be verified. The mistake is in the server, not in the callback. */
  | 'parsedBody'
  /** The body is not a Cloud Pay request envelope. */
  | 'notAnEnvelope'
  /** The body is longer than a callback can be. */
  | 'tooLarge'
  /** The body ended early, or took too long to arrive. */
  | 'incomplete'
  /** There is no authentication code, or one of a type that is not accepted. */
  | 'unauthenticated'
  /** The authentication code does not match the content under any of the keys. */
  | 'wrongCode'
  /** Authentic, but neither a payment nor a refund by the schema. */
  | 'unreadable'
  /** Authentic, but about another merchant. */
  | 'otherMerchant'
  /** Authentic, but the service contradicts it. */
  | 'contradicted';

/**
 * The error of a callback that was refused. The message names the usual cause, and never quotes the callback.
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

  /** `instanceof` compares the code, like that of the base class, so that it works across copies of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof CloudPayError && value.code === 'INVALID_CALLBACK';
  }
}
