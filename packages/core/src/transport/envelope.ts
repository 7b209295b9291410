import type { KeyObject } from 'node:crypto';
import { AuthenType, decode, isJsonObject, parseJson, ResponseStatus, SignType } from '@cloudpay/proto';
import { CloudPayError } from '../base/errors.ts';
import { authenticationCode, verifyAuthenticationCode } from '../signing/authentication-code.ts';
import { signContent } from '../signing/signature.ts';
import { mustBeAuthenticated } from './endpoint.ts';
import { foreignResponse } from './http-failure.ts';
import type { ResponseHead } from './transport.ts';

/** What vouches for a request: the merchant's key, or (refunds only) the merchant's RSA private key. */
export type Credential = { readonly authenKey: KeyObject } | { readonly privateKey: KeyObject };

/**
 * Wraps a content into the request envelope.
 *
 * @param content snake_case, from the codec
 * @returns the body to send
 */
export function sealRequest(content: Record<string, unknown>, credential: Credential | undefined): string {
  const requestContent = JSON.stringify(content);
  return JSON.stringify({ request_content: requestContent, authen_info: credential && vouch(requestContent, credential) });
}

function vouch(content: string, credential: Credential): Record<string, unknown> {
  return 'authenKey' in credential
    ? { a: { authen_type: AuthenType.HmacSha256, authen_code: authenticationCode(credential.authenKey, content) } }
    : { s: { sign_type: SignType.RsassaPss2048Sha256, sign: signContent(credential.privateKey, content) } };
}

/** A response that may be believed. */
export interface OpenedResponse {
  readonly status: number;
  readonly description: string;
  readonly logId: number | undefined;
  readonly internalStatus: number;
  readonly authenticated: boolean;
  /** Its authentication code in upper case, where that is right. */
  readonly authenCode: string | undefined;
  /** The whole content, snake_case. */
  readonly content: Record<string, unknown>;
}

/** The statuses that are believed without an authentication code: they claim nothing that could cost anyone money. */
const believedWithoutCode: ReadonlySet<number> = new Set([3, 101]);

/**
 * Opens a response, and decides whether it may be believed.
 *
 * @param path the endpoint's, such as `query_order`
 * @param body the raw response
 * @param authenKeys any of them may have made the code (rotation)
 * @param origin where it came from, for the error's message
 * @throws CloudPayError `HTTP_ERROR` when the body is not a Cloud Pay response at all, `UNVERIFIED_RESPONSE` when its code is wrong, of
 * another kind, or missing where it is needed, `UNREADABLE_RESPONSE` when an authentic content is not what the schema says. The outcome
 * of each is `unknown`.
 */
export function openResponse(
  path: string,
  body: string,
  authenKeys: readonly KeyObject[],
  { url, head }: { readonly url: string; readonly head?: ResponseHead | undefined } = { url: path },
): OpenedResponse {
  // Of the envelope itself only texts and one small number count: no digits can be lost there.
  const envelope = tryParse(body, JSON.parse);
  const text = isJsonObject(envelope) ? envelope.response_content : undefined;
  if (!isJsonObject(envelope) || typeof text !== 'string') throw foreignResponse(path, url, body, head);
  const authenCode = checkCode(path, text, envelope.authen_info, authenKeys);
  const authenticated = authenCode !== undefined;
  const content = tryParse(text, parseJson);
  if (!isJsonObject(content)) throw unreadable(path, authenticated);
  const response = { ...readStatus(path, content, authenticated), authenticated, authenCode, content };
  if (!authenticated && mustBeAuthenticated(path) && !believedWithoutCode.has(response.status))
    throw unverified(path, '缺少认证码 (no code)');
  return response;
}

/** @returns the right code, if one is there; a wrong one throws, whatever the response says. */
function checkCode(path: string, text: string, authenInfo: unknown, keys: readonly KeyObject[]): string | undefined {
  if (authenInfo === undefined || authenInfo === null) return undefined;
  const info = isJsonObject(authenInfo) ? authenInfo.a : undefined;
  const isHmac = isJsonObject(info) && info.authen_type === AuthenType.HmacSha256 && typeof info.authen_code === 'string';
  if (!isHmac) throw unverified(path, '认证方式不支持 (unsupported kind of code)');
  // Before a key is known nothing can be checked; whether that is enough is the endpoint's to say.
  if (keys.length === 0) return undefined;
  const code = info.authen_code as string;
  if (keys.some((key) => verifyAuthenticationCode(key, text, code))) return code.toUpperCase();
  throw new WrongCodeError('应答未通过验证: 认证码不符 (wrong code)', {
    code: 'UNVERIFIED_RESPONSE',
    outcome: 'unknown',
    endpoint: path,
  });
}

function readStatus(path: string, content: Record<string, unknown>, authenticated: boolean) {
  try {
    const { status, description, logId, internalStatus } = decode(ResponseStatus, content);
    if (status === undefined) throw unreadable(path, authenticated);
    return { status, description: description ?? '', logId, internalStatus: internalStatus ?? otherSpelling(content) };
  } catch (cause) {
    throw cause instanceof CloudPayError ? cause : unreadable(path, authenticated, cause);
  }
}

/** One documented sample writes `Internal_status`. */
function otherSpelling(content: Record<string, unknown>): number {
  const value = content.Internal_status;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0;
}

function tryParse(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** A code that none of the keys made: the key may have been changed. */
export class WrongCodeError extends CloudPayError {}

function unverified(endpoint: string, reason: string): CloudPayError {
  return new CloudPayError(`应答未通过验证: ${reason}`, { code: 'UNVERIFIED_RESPONSE', outcome: 'unknown', endpoint });
}

function unreadable(endpoint: string, authenticated: boolean, cause?: unknown): CloudPayError {
  if (!authenticated && mustBeAuthenticated(endpoint)) return unverified(endpoint, '缺少认证码 (no code)');
  return new CloudPayError('应答内容无法解读 (the content of the response cannot be read)', {
    code: 'UNREADABLE_RESPONSE',
    outcome: 'unknown',
    endpoint,
    cause,
  });
}
