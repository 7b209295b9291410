import type { KeyObject } from 'node:crypto';
import { authenticationCode, verifyAuthenticationCode } from '@cloudpay/core/signing';
import { AuthenType, encode, isJsonObject, RequestEnvelope, Status } from '@cloudpay/proto';
import { readJson, writeJson } from '../../json/json.ts';
import type { CallbackRules, DeliverCallback } from './callbacks.ts';

/** How long a merchant may take to answer a callback, in milliseconds. */
const answerTimeout = 5_000;

/** Makes a function that posts a callback in the request envelope, authenticated with the key of the callback. */
export function httpDelivery(keys: Readonly<Record<CallbackRules['key'], KeyObject>>): DeliverCallback {
  return async ({ url, content, key, rule }, signal) => {
    const a = { authenType: AuthenType.HmacSha256, authenCode: authenticationCode(keys[key], content) };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: writeJson(encode(RequestEnvelope, { requestContent: content, authenInfo: { a } })),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeout)]),
      });
      const text = await response.text();
      return response.status === 200 && (rule === 'http200' || saysStatus0(text, Object.values(keys)));
    } catch {
      // The merchant did not answer, or answered too late.
      return false;
    }
  };
}

/**
 * Whether a response says status 0. Its content may be text or an object. Its own authentication code is optional, but must
 * not be wrong.
 */
function saysStatus0(text: string, keys: readonly KeyObject[]): boolean {
  const { response_content: content, authen_info: info } = objectOf(readJson(text));
  const { authen_code: code } = objectOf(objectOf(info).a);
  if (typeof content !== 'string') return objectOf(content).status === Status.Succeeded;
  const isAuthentic = typeof code !== 'string' || keys.some((key) => verifyAuthenticationCode(key, content, code));
  return isAuthentic && objectOf(readJson(content)).status === Status.Succeeded;
}

function objectOf(json: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(json) ? json : {};
}
