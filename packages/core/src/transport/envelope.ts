import type { KeyObject } from 'node:crypto';
import { AuthenType, decode, type Endpoint, isJsonObject, parseJson, ResponseStatus, SignType, Status } from '@cloudpay/proto';
import { CloudPayError } from '../base/errors.ts';
import { authenticationCode, verifyAuthenticationCode } from '../signing/authentication-code.ts';
import { signContent } from '../signing/signature.ts';
import { foreignResponse } from './http-failure.ts';
import { unreadable } from './response-errors.ts';
import type { ResponseHead } from './transport.ts';

/** Authenticates a request: the merchant's authentication key, or (refunds only) the merchant's RSA private key. */
export type Credential = { readonly authenKey: KeyObject } | { readonly privateKey: KeyObject };

/**
 * Wraps a content in the request envelope.
 *
 * @param content snake_case, from the codec
 * @param credential signs the content; undefined for a request without a code
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

/** A response that passed the check of its authentication code, or needs none. */
export interface OpenedResponse {
  readonly status: number;
  readonly description: string;
  readonly logId: string | undefined;
  readonly internalStatus: number;
  readonly authenticated: boolean;
  /** The authentication code that verified, in upper case. */
  readonly authenCode?: string;
  /** The whole content, snake_case. */
  readonly content: Record<string, unknown>;
}

/** The facts about a call that are needed to open its response. */
type CalledEndpoint = Pick<Endpoint<object, object>, 'path' | 'answeredBeforeKey'>;

/** Statuses that are accepted without an authentication code: a forged one cannot cost anyone money. */
const acceptedWithoutCode: ReadonlySet<number> = new Set([Status.Unknown, Status.InvalidCall]);

/**
 * Opens a response, and decides whether to accept it.
 *
 * @param endpoint the call that was made
 * @param body the response as it came
 * @param authenKeys the code may come from any of them (key rotation)
 * @param origin the URL, for the error message
 * @throws CloudPayError `HTTP_ERROR` if the body is not a Cloud Pay response; `UNVERIFIED_RESPONSE` if its code is wrong,
 * of another kind, or missing where it is needed; `UNREADABLE_RESPONSE` if an authentic content breaks the schema. The
 * outcome of each is `unknown`
 */
export function openResponse(
  endpoint: CalledEndpoint,
  body: string,
  authenKeys: readonly KeyObject[],
  { url, head }: { readonly url: string; readonly head?: ResponseHead | undefined } = { url: endpoint.path },
): OpenedResponse {
  // JSON.parse is enough here: the envelope has only strings and one small number, so no digits can be lost.
  const envelope = tryParse(body, JSON.parse);
  const text = isJsonObject(envelope) ? envelope.response_content : undefined;
  if (!isJsonObject(envelope) || typeof text !== 'string') throw foreignResponse(endpoint.path, url, body, head);
  const authenCode = checkCode(endpoint, text, envelope.authen_info, authenKeys);
  const authenticated = authenCode !== undefined;
  const content = tryParse(text, parseJson);
  if (!isJsonObject(content)) throw unreadableContent(endpoint, authenticated);
  const result = readStatus(endpoint, content, authenticated);
  if (!authenticated && !endpoint.answeredBeforeKey && !acceptedWithoutCode.has(result.status)) throw withoutCode(endpoint);
  return { ...result, authenticated, ...(authenCode && { authenCode }), content };
}

/**
 * Verifies the code of a response.
 *
 * @returns the code; undefined where none is needed
 * @throws CloudPayError `UNVERIFIED_RESPONSE` if it is wrong
 */
function checkCode(
  endpoint: CalledEndpoint,
  text: string,
  authenInfo: unknown,
  keys: readonly KeyObject[],
): string | undefined {
  if (authenInfo === undefined || authenInfo === null) return undefined;
  const info = isJsonObject(authenInfo) ? authenInfo.a : undefined;
  const isHmac = isJsonObject(info) && info.authen_type === AuthenType.HmacSha256 && typeof info.authen_code === 'string';
  if (!isHmac) throw unverified(endpoint, '认证方式不支持 (unsupported kind of code)');
  // Without a key nothing can be verified. `answeredBeforeKey` of the endpoint decides whether the response is accepted.
  if (keys.length === 0) return undefined;
  const code = info.authen_code as string;
  if (keys.some((key) => verifyAuthenticationCode(key, text, code))) return code.toUpperCase();
  throw new WrongCodeError('应答未通过验证 (the response is not authentic): 认证码不符 (wrong code)', {
    code: 'UNVERIFIED_RESPONSE',
    outcome: 'unknown',
    endpoint: endpoint.path,
  });
}

function readStatus(endpoint: CalledEndpoint, content: Record<string, unknown>, authenticated: boolean) {
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

/** One documented sample spells the field `Internal_status`. */
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

/** The code matches none of the keys. The merchant's key may have been changed. */
export class WrongCodeError extends CloudPayError {}

function unverified({ path }: CalledEndpoint, reason: string): CloudPayError {
  return new CloudPayError(`应答未通过验证 (the response is not authentic): ${reason}`, {
    code: 'UNVERIFIED_RESPONSE',
    outcome: 'unknown',
    endpoint: path,
  });
}

function withoutCode(endpoint: CalledEndpoint): CloudPayError {
  return unverified(endpoint, '缺少认证码 (no code)');
}

/** An unreadable content without a code is reported as unverified, where a code is needed. */
function unreadableContent(endpoint: CalledEndpoint, authenticated: boolean, cause?: unknown): CloudPayError {
  if (!authenticated && !endpoint.answeredBeforeKey) return withoutCode(endpoint);
  return unreadable(endpoint.path, { cause });
}
