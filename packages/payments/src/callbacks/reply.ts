import type { KeyObject } from 'node:crypto';
import { authenticationCode } from '@cloudpay/core';
import { AuthenType, CallbackResponse, encode, Status } from '@cloudpay/proto';
import type { CallbackError, CallbackRefusal } from './callback-error.ts';

/** The answer to Cloud Pay. */
export interface CallbackReply {
  /** The HTTP status: 200 when the callback is acknowledged, 503 when Cloud Pay is to repeat it, else the refusal. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The response envelope. By older rules of Cloud Pay, status 0 in its content acknowledges; by newer ones, the HTTP status
   * alone does.
   */
  readonly body: string;
}

const description = { done: '成功 (OK)', later: '稍后重试 (call again later)' };

/** Refusals that are not the caller's fault, or that have an HTTP status of their own. All others are 400. */
const httpStatuses: Partial<Record<CallbackRefusal, number>> = { parsedBody: 500, tooLarge: 413, incomplete: 408 };

/** The callback is acknowledged: Cloud Pay need not repeat it. */
export function acknowledge(key: KeyObject): CallbackReply {
  return reply(200, { status: Status.Succeeded, description: description.done }, key);
}

/**
 * The callback is authentic, but could not be handled now: Cloud Pay is to repeat it. Status 103 means the same for requests.
 */
export function defer(key: KeyObject): CallbackReply {
  return reply(503, { status: Status.Pending, description: description.later }, key);
}

/**
 * The callback is refused with status 101. No authentication code covers a 101: the merchant's key must not sign an answer that
 * any stranger can request.
 */
export function refuse({ refusal, message }: CallbackError): CallbackReply {
  return reply(httpStatuses[refusal] ?? 400, { status: Status.InvalidCall, description: message });
}

function reply(status: number, response: CallbackResponse, key?: KeyObject): CallbackReply {
  const content = JSON.stringify(encode(CallbackResponse, response));
  const code = key && { a: { authen_type: AuthenType.HmacSha256, authen_code: authenticationCode(key, content) } };
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ response_content: content, authen_info: code }),
  };
}
