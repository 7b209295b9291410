import { CloudPayError, type CloudPayErrorDetails, type ErrorCode } from '@cloudpay/core';
import type { OrderOutcome } from '../../src/index.ts';
import type { Absent } from '../../src/wait/report.ts';
import type { Rules } from '../../src/wait/step.ts';

const certain: ReadonlySet<ErrorCode> = new Set(['NOT_CONNECTED', 'SERVICE_REFUSED', 'REFUSED_LOCALLY']);

export function errorOf(code: ErrorCode, facts: Partial<CloudPayErrorDetails> = {}): CloudPayError {
  return new CloudPayError(code, { code, outcome: certain.has(code) ? 'failed' : 'unknown', ...facts });
}

/** A refusal that is authentic, and new. */
export function refusalOf(status: number, internalStatus: number, facts: Partial<CloudPayErrorDetails> = {}): CloudPayError {
  return errorOf('SERVICE_REFUSED', { status, internalStatus, authenticated: true, fresh: true, ...facts });
}

export const paid: OrderOutcome = { result: 'paid', order: {} };
export const paying: OrderOutcome = { result: 'unknown', order: { payPlatform: 1, currentTradeState: 9 } };
export const noSuchOrder = refusalOf(104, 400);

/** "No such order", as a host says it. */
export function absentAt(host: string, facts: Partial<Absent> = {}): Absent {
  return { absent: noSuchOrder, host, fresh: true, ...facts };
}

export const gap = 1_500;

export const rules: Rules<OrderOutcome> = {
  gapAfter: () => gap,
  hostCount: 4,
  canSend: true,
  isFinal: ({ result }) => result !== 'unknown' && result !== 'awaitingPayment',
  failed: (error) => ({ result: 'failed', error }),
  conflict: (error) => ({ result: 'reentryConflict', error }),
};
