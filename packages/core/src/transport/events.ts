import type { ErrorCode, ErrorOutcome } from '../models/errors.ts';

interface CallFacts {
  /** The same for a request and its answer; counts up within a client. */
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

/** A believable answer came. */
export interface AnswerEvent extends CallFacts {
  readonly type: 'answer';
  readonly durationMs: number;
  readonly status: number;
  readonly internalStatus: number;
  readonly logId?: number;
  /** Whether it carried a right authentication code. */
  readonly authenticated: boolean;
}

/** No believable answer came. */
export interface FailureEvent extends CallFacts {
  readonly type: 'failure';
  readonly durationMs: number;
  readonly code: ErrorCode;
  readonly outcome: ErrorOutcome;
}

/** What a client tells of its calls, for logs, metrics and traces. It holds no key, no payment code, no part of a body. */
export type CallEvent = RequestEvent | AnswerEvent | FailureEvent;

/** Receives the events of a client. What it throws is ignored: an observer cannot break a payment. */
export type CallObserver = (event: CallEvent) => void;
