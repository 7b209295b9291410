import { CloudPayError, type ErrorCode, type NotFound, type OrderOutcome } from '@cloudpay/core';

const certain: ReadonlySet<ErrorCode> = new Set(['NOT_CONNECTED', 'SERVICE_REFUSED', 'REFUSED_LOCALLY']);

export function errorOf(code: ErrorCode, facts: { status?: number; internalStatus?: number } = {}): CloudPayError {
  return new CloudPayError(code, { code, outcome: certain.has(code) ? 'failed' : 'unknown', ...facts });
}

export const paid: OrderOutcome = { result: 'paid', order: {} };
export const paying: OrderOutcome = { result: 'unknown', order: { payPlatform: 1, currentTradeState: 9 } };
export const notFound: NotFound = {
  result: 'notFound',
  error: errorOf('SERVICE_REFUSED', { status: 104, internalStatus: 400 }),
};
