import { decode, type Endpoint, Status } from '@cloudpay/proto';
import { CloudPayError } from '../base/errors.ts';
import type { Success } from './call-options.ts';
import type { OpenedResponse } from './envelope.ts';
import { unreadable } from './response-errors.ts';

/**
 * Decodes the payload of a response.
 *
 * @throws CloudPayError `SERVICE_REFUSED` or `SERVICE_UNCERTAIN` for another status than 0, `UNVERIFIED_RESPONSE` for the
 * response of another call, `UNREADABLE_RESPONSE` if the payload breaks the schema
 */
export function readSuccess<Response extends object>(
  endpoint: Endpoint<object, Response>,
  opened: OpenedResponse,
  from: { readonly fresh: boolean; readonly host: string },
): Success<Response> {
  const { status, internalStatus, logId, content } = opened;
  const { path, responseKey, otherResponseKeys = [] } = endpoint;
  if (status !== Status.Succeeded) throw refusal(path, opened, from);
  const key = [responseKey, ...otherResponseKeys].find((name) => (content[name] ?? undefined) !== undefined);
  if (key === undefined && !endpoint.mayLackPayload) {
    // The response is authentic but belongs to another call. It may be a replay.
    throw new CloudPayError('应答属于另一个接口 (the response belongs to another call)', {
      code: 'UNVERIFIED_RESPONSE',
      outcome: 'unknown',
      endpoint: path,
      ...from,
    });
  }
  try {
    const wrongTypes = endpoint.exactResponse ? 'refuse' : 'keep';
    const response = decode(endpoint.response, key === undefined ? {} : content[key], { wrongTypes });
    return { response, ...(key !== responseKey && { lacksPayload: true }), logId, ...from };
  } catch (cause) {
    throw unreadable(path, { status, internalStatus, ...(logId !== undefined && { logId }), cause });
  }
}

/** With these statuses it is certain that the request had no effect. */
const refusals: ReadonlySet<number> = new Set([Status.InvalidCall, Status.NumberUsed, Status.Failed]);

function refusal(
  endpoint: string,
  { status, internalStatus, logId, description, authenticated }: OpenedResponse,
  from: { readonly fresh: boolean; readonly host: string },
): CloudPayError {
  const refused = refusals.has(status);
  return new CloudPayError(`${withoutCodes(description) || '未说明原因 (no reason given)'} [${status}/${internalStatus}]`, {
    code: refused ? 'SERVICE_REFUSED' : 'SERVICE_UNCERTAIN',
    outcome: refused ? 'failed' : 'unknown',
    status,
    internalStatus,
    ...(logId !== undefined && { logId }),
    endpoint,
    authenticated,
    ...from,
  });
}

/** Removes long runs of digits: a description may quote the request, with its payment code. */
function withoutCodes(description: string): string {
  return description.replace(/\d{10,}/g, '…');
}
