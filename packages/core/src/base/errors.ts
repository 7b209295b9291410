import { type Messages, messagesOf } from './messages.ts';

/** What is certain after an error: `failed`, nothing happened and nothing will; `unknown`, the service may have acted: ask it. */
export type ErrorOutcome = 'failed' | 'unknown';

/** The codes that every client may throw. */
export type CommonErrorCode =
  /** A configuration value is missing or wrong; see `field`. */
  | 'INVALID_CONFIGURATION'
  /** An argument is missing or wrong; see `field`. Nothing was sent. */
  | 'INVALID_ARGUMENT'
  /** The call conflicts with what the journal of this client holds about the order. Nothing was sent. */
  | 'REFUSED_LOCALLY'
  /** The number belongs to another order, for example one with another amount or of another till. */
  | 'NUMBER_REUSED'
  /** The service refused the request (status 101, 102, 104). */
  | 'SERVICE_REFUSED'
  /** The service itself does not know the result (status 3, 103, or an undocumented status). */
  | 'SERVICE_UNCERTAIN'
  /** The response was not authenticated, or does not belong to this request. It proves nothing. */
  | 'UNVERIFIED_RESPONSE'
  /** The response is authentic, but its content breaks the schema. */
  | 'UNREADABLE_RESPONSE'
  /** The response does not come from Cloud Pay. For example, it is an HTTP error page. */
  | 'HTTP_ERROR'
  /** No connection could be opened: the request was never sent. */
  | 'NOT_CONNECTED'
  /** The connection broke after the request may have been sent. */
  | 'CONNECTION_LOST'
  /** No response came within the timeout. */
  | 'TIMEOUT'
  /** The journal is locked, full, read-only or damaged. A payment or refund that throws this has sent nothing. */
  | 'JOURNAL_UNAVAILABLE'
  /** The caller's signal ended the call. */
  | 'ABORTED'
  /** A callback is not authentic, or cannot be decoded. */
  | 'INVALID_CALLBACK'
  /** A defect of the SDK, or an error in a part that the caller provided. It says nothing about the order. */
  | 'INTERNAL_ERROR'
  /** The client was closed. */
  | 'CLOSED';

/**
 * The stable codes of errors, for programs; people read the message. The type is open, because packages such as
 * `@cloudpay/security` add codes.
 */
export type ErrorCode = CommonErrorCode | (string & {});

/** The facts that an error carries besides its message. */
export interface CloudPayErrorDetails {
  readonly code: ErrorCode;
  readonly outcome: ErrorOutcome;
  /** The `status` of the response, for example 101. */
  readonly status?: number;
  /** The `internal_status` of the response, for example 7 for a wrong authentication code. */
  readonly internalStatus?: number;
  /** The service's log id, its digits as they came: what Cloud Pay's support asks for. */
  readonly logId?: string;
  /** Such as `micro_pay`. */
  readonly endpoint?: string;
  /** Base URL of the host that was called, for example `https://pay.qcloud.com`. */
  readonly host?: string;
  /** Whether the refusal had a right authentication code. */
  readonly authenticated?: boolean;
  /** Whether this client saw the authentication code of the response for the first time. Not enumerable. */
  readonly fresh?: boolean;
  /** Why there is no response from Cloud Pay. */
  readonly connection?: ConnectionProblem;
  readonly cause?: unknown;
}

/** Why there is no response from Cloud Pay, for people and for JSON. The error's `cause` holds the original error. */
export interface ConnectionProblem {
  /**
   * Node's error code, for example `ECONNREFUSED` or `CERT_HAS_EXPIRED`. For a response that does not come from Cloud Pay:
   * `HTTP_502` (with its HTTP status), `HTTP_REDIRECT` or `HTTP_PAGE`.
   */
  readonly code: string;
  /** What happened and what to do, in Chinese and English. */
  readonly message: string;
  readonly url: string;
}

/**
 * Marks an error with its class. Another copy of this package recognises the mark, because symbols of `Symbol.for` are
 * global.
 */
function brandOf(className: string): symbol {
  return Symbol.for(`@cloudpay/${className}`);
}

/**
 * Implements `instanceof` for a class of this module. A caller's subclass inherits this function but has no mark, so the
 * prototype decides there.
 */
function instanceCheckOf(className: string): (this: object, value: unknown) => boolean {
  return function (value) {
    if (!Object.hasOwn(this, Symbol.hasInstance)) return Function.prototype[Symbol.hasInstance].call(this as () => void, value);
    return typeof value === 'object' && value !== null && brandOf(className) in value;
  };
}

/** The message, ending with the log id: once, also when an error is made from another one's message. */
function withLogId(message: string, logId: string | undefined): string {
  const suffix = `(log id ${logId})`;
  return logId === undefined || message.endsWith(suffix) ? message : `${message} ${suffix}`;
}

/**
 * The base of all errors of this SDK. `instanceof` holds across copies of the package (ESM beside CJS).
 * The message is Chinese first, then English ({@link messages} has each alone), and ends with the service's log id where there is one.
 * No key, payment code or request body ever stands in an error.
 *
 * @example
 * try {
 *   await payments.refund({ outTradeNo, refundFee: 100 });
 * } catch (error) {
 *   if (error instanceof CloudPayError && error.code === 'REFUSED_LOCALLY') console.log('nothing was sent', error.message);
 * }
 */
export class CloudPayError extends Error implements CloudPayErrorDetails {
  override readonly name: string = 'CloudPayError';
  /** For programs. It does not change between versions. */
  readonly code: ErrorCode;
  /** Whether the call may have had an effect. */
  readonly outcome: ErrorOutcome;
  declare readonly status?: number;
  declare readonly internalStatus?: number;
  declare readonly logId?: string;
  declare readonly endpoint?: string;
  declare readonly host?: string;
  declare readonly authenticated?: boolean;
  declare readonly fresh?: boolean;
  declare readonly connection?: ConnectionProblem;

  constructor(message: string, details: CloudPayErrorDetails) {
    const { code, outcome, cause, ...facts } = details;
    super(withLogId(message, facts.logId), cause === undefined ? {} : { cause });
    this.code = code;
    this.outcome = outcome;
    for (const [key, value] of Object.entries(facts)) {
      if (value !== undefined) Object.defineProperty(this, key, { value, enumerable: key !== 'fresh' });
    }
    Object.defineProperty(this, brandOf('CloudPayError'), { value: true });
  }

  /** The message in each language alone, for a till that shows its cashier one of them. What the service itself says is in both as it came. */
  get messages(): Messages {
    return messagesOf(this.message);
  }

  /** Whether a value is such an error, of whichever copy of the package. */
  static override readonly [Symbol.hasInstance] = instanceCheckOf('CloudPayError');
}

/** A configuration value that is missing or wrong. Thrown while a client is made. */
export class ConfigurationError extends CloudPayError {
  override readonly name = 'ConfigurationError';
  /** The first of `fields`, such as `authenKey`. */
  readonly field: string;
  /** Every field that the error is about: all that are missing are named at once. */
  readonly fields: readonly string[];

  constructor(field: string | readonly [string, ...string[]], reason: string) {
    const fields: readonly [string, ...string[]] = typeof field === 'string' ? [field] : field;
    super(`配置项 ${fields.join('、')} 有误 (wrong configuration ${fields.join(', ')}): ${reason}`, {
      code: 'INVALID_CONFIGURATION',
      outcome: 'failed',
    });
    this.field = fields[0];
    this.fields = fields;
    Object.defineProperty(this, brandOf('ConfigurationError'), { value: true });
  }

  /** Whether a value is an error of this class, from any copy of the package. */
  static override readonly [Symbol.hasInstance] = instanceCheckOf('ConfigurationError');
}

/** An argument that is missing or wrong. Thrown before anything is sent. */
export class ArgumentError extends CloudPayError {
  override readonly name = 'ArgumentError';
  /** Path of the argument, for example `totalFee` or `detail.goodsDetail[0].price`. */
  readonly field: string;

  constructor(field: string, reason: string) {
    super(`参数 ${field} 有误 (wrong argument ${field}): ${reason}`, { code: 'INVALID_ARGUMENT', outcome: 'failed' });
    this.field = field;
    Object.defineProperty(this, brandOf('ArgumentError'), { value: true });
  }

  /** Whether a value is an error of this class, from any copy of the package. */
  static override readonly [Symbol.hasInstance] = instanceCheckOf('ArgumentError');
}
