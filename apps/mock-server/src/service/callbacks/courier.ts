import type { KeyObject } from 'node:crypto';
import { authenticationCode, verifyAuthenticationCode } from '@cloudpay/core/signing';
import {
  AuthenType,
  CallbackResponse,
  decode,
  encode,
  type Message,
  RequestEnvelope,
  ResponseEnvelope,
  Status,
} from '@cloudpay/proto';
import { readJson, writeJson } from '../../wire/json.ts';
import type { Courier } from './callbacks.ts';

/** How long a merchant may take to answer, in milliseconds. */
const patience = 5_000;

/**
 * Posts callbacks in the request envelope, authenticated with the merchant's own key.
 *
 * A response counts when its content says status 0. Its own code is optional, but a wrong one is no response.
 */
export function httpCourier(key: KeyObject): Courier {
  return async (url, content, signal) => {
    const a = { authenType: AuthenType.HmacSha256, authenCode: authenticationCode(key, content) };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: writeJson(encode(RequestEnvelope, { requestContent: content, authenInfo: { a } })),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
      });
      return response.ok && isTakenCareOf(await response.text(), key);
    } catch {
      // Nobody there, no response in time, or nothing that can be read: it will be sent again.
      return false;
    }
  };
}

function isTakenCareOf(response: string, key: KeyObject): boolean {
  const { responseContent = '', authenInfo } = read(ResponseEnvelope, response);
  const code = authenInfo?.a?.authenCode;
  if (code !== undefined && !verifyAuthenticationCode(key, responseContent, code)) return false;
  return read(CallbackResponse, responseContent).status === Status.Succeeded;
}

/** @throws FieldError when the text is no such message */
function read<T extends object>(type: Message<T>, text: string): T {
  return decode(type, readJson(text));
}
