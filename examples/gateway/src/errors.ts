import { ArgumentError, CloudPayError, type ErrorCode } from '@cloudpay/payments';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** The number was used before, with another content. */
export class ConflictError extends Error {
  constructor(number: string) {
    super(`单号 ${number} 已用于其他内容，请换号 (the number was used with another content)`);
  }
}

const statuses: Partial<Record<ErrorCode, number>> = {
  REFUSED_LOCALLY: 409,
  JOURNAL_UNAVAILABLE: 503,
  CLOSED: 503,
  TIMEOUT: 504,
};

/** Says in HTTP what was thrown. An outcome is not an error: it is answered with 200, `unknown` too. */
export function responseError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ArgumentError) return reply.code(400).send(describe(error, { field: error.field }));
  if (error instanceof CloudPayError) return reply.code(statuses[error.code] ?? 502).send(describe(error));
  if (error instanceof ConflictError) return reply.code(409).send({ error: { code: 'CONFLICT', message: error.message } });
  if ((error.statusCode ?? 500) >= 500) request.log.error(error);
  return reply.send(error);
}

/** What a till may see of an error. */
export function describe(error: CloudPayError, facts: { field?: string } = {}): object {
  const { code, message, outcome, status, internalStatus, logId } = error;
  return { error: { code, message, outcome, status, internalStatus, logId, ...facts } };
}
