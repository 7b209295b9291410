import type { KeyObject } from 'node:crypto';
import { authenticationCode } from '@cloudpay/core';
import { AuthenType, CallbackResponse, encode, Status } from '@cloudpay/proto';
import type { CallbackError, CallbackRefusal } from './callback-error.ts';

/** What to answer Cloud Pay. */
export interface CallbackReply {
  /** The HTTP status: 200 when the callback is taken care of. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The response envelope, its content as text: older rules of Cloud Pay read status 0 there, newer ones read the HTTP status
   * alone.
   */
  readonly body: string;
}

const description = { done: '成功 (OK)', later: '稍后重试 (call again later)' };

/** Refusals that are not the caller's fault, or that have an HTTP status of their own. All others are 400. */
const httpStatuses: Partial<Record<CallbackRefusal, number>> = { parsedBody: 500, tooLarge: 413, incomplete: 408 };

/** The callback is taken care of: Cloud Pay need not call again. */
export function acknowledge(key: KeyObject): CallbackReply {
  return reply(200, { status: Status.Succeeded, description: description.done }, key);
}

/**
 * The callback is authentic, but could not be taken care of now: Cloud Pay is to call again. Status 103 says so of requests,
 * too.
 */
export function defer(key: KeyObject): CallbackReply {
  return reply(503, { status: Status.Pending, description: description.later }, key);
}

/**
 * The callback is refused, with status 101. As the statuses' table has it, no code covers a 101: the merchant's key vouches for
 * nothing that a stranger can ask for.
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
