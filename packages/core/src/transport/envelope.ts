import type { KeyObject } from 'node:crypto';
import { AuthenType, decode, type Endpoint, isJsonObject, parseJson, ResponseStatus, SignType, Status } from '@cloudpay/proto';
import { CloudPayError } from '../base/errors.ts';
import { authenticationCode, verifyAuthenticationCode } from '../signing/authentication-code.ts';
import { signContent } from '../signing/signature.ts';
import { foreignResponse } from './http-failure.ts';
import { unreadable } from './response-errors.ts';
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
  readonly logId: string | undefined;
  readonly internalStatus: number;
  readonly authenticated: boolean;
  /** The code that verified. */
  readonly authenCode?: string;
  /** The whole content, snake_case. */
  readonly content: Record<string, unknown>;
}

/** What opening a response needs to know of its call. */
type AskedEndpoint = Pick<Endpoint<object, object>, 'path' | 'answeredBeforeKey'>;

/** The statuses that are believed without an authentication code: they claim nothing that could cost anyone money. */
const believedWithoutCode: ReadonlySet<number> = new Set([Status.Unknown, Status.InvalidCall]);

/**
 * Opens a response, and decides whether it may be believed.
 *
 * @param endpoint which call's response it should be
 * @param body the raw response
 * @param authenKeys any of them may have made the code (rotation)
 * @param origin where it came from, for the error's message
 * @throws CloudPayError `HTTP_ERROR` when the body is not a Cloud Pay response at all, `UNVERIFIED_RESPONSE` when its code is wrong, of
 * another kind, or missing where it is needed, `UNREADABLE_RESPONSE` when an authentic content is not what the schema says. The outcome
 * of each is `unknown`.
 */
export function openResponse(
  endpoint: AskedEndpoint,
  body: string,
  authenKeys: readonly KeyObject[],
  { url, head }: { readonly url: string; readonly head?: ResponseHead | undefined } = { url: endpoint.path },
): OpenedResponse {
  // Of the envelope itself only texts and one small number count: no digits can be lost there.
  const envelope = tryParse(body, JSON.parse);
  const text = isJsonObject(envelope) ? envelope.response_content : undefined;
  if (!isJsonObject(envelope) || typeof text !== 'string') throw foreignResponse(endpoint.path, url, body, head);
  const authenCode = checkCode(endpoint, text, envelope.authen_info, authenKeys);
  const authenticated = authenCode !== undefined;
  const content = tryParse(text, parseJson);
  if (!isJsonObject(content)) throw unreadableContent(endpoint, authenticated);
  const told = readStatus(endpoint, content, authenticated);
  if (!authenticated && !endpoint.answeredBeforeKey && !believedWithoutCode.has(told.status)) throw withoutCode(endpoint);
  return { ...told, authenticated, ...(authenCode && { authenCode }), content };
}

/** @returns the code, when it is right; a wrong one throws, whatever the response says. */
function checkCode(endpoint: AskedEndpoint, text: string, authenInfo: unknown, keys: readonly KeyObject[]): string | undefined {
  if (authenInfo === undefined || authenInfo === null) return undefined;
  const info = isJsonObject(authenInfo) ? authenInfo.a : undefined;
  const isHmac = isJsonObject(info) && info.authen_type === AuthenType.HmacSha256 && typeof info.authen_code === 'string';
  if (!isHmac) throw unverified(endpoint, '认证方式不支持 (unsupported kind of code)');
  // Before a key is known nothing can be checked; whether that is enough is the endpoint's to say.
  if (keys.length === 0) return undefined;
  const code = info.authen_code as string;
  if (keys.some((key) => verifyAuthenticationCode(key, text, code))) return code.toUpperCase();
  throw new WrongCodeError('应答未通过验证 (the response is not authentic): 认证码不符 (wrong code)', {
    code: 'UNVERIFIED_RESPONSE',
    outcome: 'unknown',
    endpoint: endpoint.path,
  });
}

function readStatus(endpoint: AskedEndpoint, content: Record<string, unknown>, authenticated: boolean) {
  try {
    const { status, description, logId, internalStatus } = decode(ResponseStatus, content, { wrongTypes: 'keep' });
    if (status === undefined) throw unreadableContent(endpoint, authenticated);
    return {
      status,
      description: description ?? '',
      logId: logId || undefined,
      internalStatus: internalStatus ?? otherSpelling(content),
    };
  } catch (cause) {
    throw cause instanceof CloudPayError ? cause : unreadableContent(endpoint, authenticated, cause);
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

function unverified({ path }: AskedEndpoint, reason: string): CloudPayError {
  return new CloudPayError(`应答未通过验证 (the response is not authentic): ${reason}`, {
    code: 'UNVERIFIED_RESPONSE',
    outcome: 'unknown',
    endpoint: path,
  });
}

function withoutCode(endpoint: AskedEndpoint): CloudPayError {
  return unverified(endpoint, '缺少认证码 (no code)');
}

/** A content that cannot be read counts as one without a code, where it has none and needs one. */
function unreadableContent(endpoint: AskedEndpoint, authenticated: boolean, cause?: unknown): CloudPayError {
  if (!authenticated && !endpoint.answeredBeforeKey) return withoutCode(endpoint);
  return unreadable(endpoint.path, { cause });
}
