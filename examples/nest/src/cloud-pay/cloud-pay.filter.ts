import { ArgumentError, CloudPayError } from '@cloudpay/payments';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpStatus } from '@nestjs/common';
import type { Response } from 'express';

/** Says in HTTP what the client threw. An outcome is not an error: it is answered with 200, `unknown` too. */
@Catch(CloudPayError)
export class CloudPayFilter implements ExceptionFilter<CloudPayError> {
  catch(error: CloudPayError, host: ArgumentsHost): void {
    const { code, message, outcome, logId } = error;
    const field = error instanceof ArgumentError ? error.field : undefined;
    host.switchToHttp().getResponse<Response>().status(statusOf(error)).json({ code, message, outcome, logId, field });
  }
}

function statusOf({ code }: CloudPayError): HttpStatus {
  if (code === 'INVALID_ARGUMENT') return HttpStatus.BAD_REQUEST;
  if (code === 'REFUSED_LOCALLY') return HttpStatus.CONFLICT;
  if (code === 'JOURNAL_UNAVAILABLE' || code === 'CLOSED') return HttpStatus.SERVICE_UNAVAILABLE;
  return HttpStatus.BAD_GATEWAY;
}
