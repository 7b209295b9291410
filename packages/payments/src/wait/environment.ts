import type { CloudPayClient, CloudPayError } from '@cloudpay/core';
import type { TimerHeap } from './timer-heap.ts';

/** What all waits of a client share. */
export interface WaitEnvironment {
  readonly client: CloudPayClient;
  readonly timers: TimerHeap;
  /** Reports a journal write that failed after a request had left, when it could stop nothing. */
  reportJournalFailure(outTradeNo: string, error: CloudPayError): void;
}
