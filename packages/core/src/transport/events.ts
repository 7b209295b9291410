import type { ErrorCode, ErrorOutcome } from '../base/errors.ts';
import type { Numbers } from './channels.ts';

/** What all events of one call say. The numbers are those of the order and the refund that it is about. */
export interface CallFacts extends Numbers {
  /** The same for a request and its response; counts up within a client. */
  readonly callId: number;
  /** Such as `micro_pay`. */
  readonly endpoint: string;
  /** Base URL of the host, such as `https://pay.qcloud.com`. */
  readonly host: string;
}

/** A request leaves. */
export interface RequestEvent extends CallFacts {
  readonly type: 'request';
  /** Length of the body in bytes. */
  readonly bytes: number;
}

/** A believable response came. */
export interface ResponseEvent extends CallFacts {
  readonly type: 'response';
  readonly durationMs: number;
  readonly status: number;
  readonly internalStatus: number;
  readonly logId?: string;
  /** Whether it carried a right authentication code. */
  readonly authenticated: boolean;
}

/** No believable response came. */
export interface FailureEvent extends CallFacts {
  readonly type: 'failure';
  readonly durationMs: number;
  readonly code: ErrorCode;
  readonly outcome: ErrorOutcome;
}

/** A response carried a wrong code although an earlier one was right: none of the configured keys verifies any more. Told once, until one does again. */
export interface KeyEvent extends CallFacts {
  readonly type: 'keyNoLongerVerifies';
}

/**
 * What a client tells of its calls, for logs and metrics; `outTradeNo` leads from an order to the `logId` of each of its calls. It holds no key, no payment code, no part of a body.
 */
export type CallEvent = RequestEvent | ResponseEvent | FailureEvent | KeyEvent;

/** Receives the events of a client. What it throws is ignored: an observer cannot break a payment. */
export type CallListener = (event: CallEvent) => void;
