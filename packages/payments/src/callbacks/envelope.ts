import { AuthenType, isJsonObject, parseJson } from '@cloudpay/proto';
import { CallbackError } from './callback-error.ts';
import { parsedBody, type RawBody, textOf } from './raw-body.ts';

/** The content of the envelope of a callback. Nothing in it is verified yet. */
export interface Envelope {
  /** The text that the code covers, exactly as it was sent. */
  readonly content: string;
  /** Hexadecimal digits. */
  readonly authenCode: string;
}

/**
 * Reads the request envelope of a callback.
 *
 * @throws CallbackError `parsedBody`, `notAnEnvelope`, or `unauthenticated` when there is no HMAC-SHA256 code
 */
export function readEnvelope(rawBody: RawBody): Envelope {
  const text = textOf(rawBody);
  const envelope = tryParse(text);
  if (!isJsonObject(envelope)) throw new CallbackError('notAnEnvelope', whatIsWrongWith(text, envelope));
  const { request_content: content, authen_info: authenInfo } = envelope;
  if (isJsonObject(content)) {
    throw parsedBody(
      'request_content 已被解析成对象 (request_content was parsed into an object; it is text, and the code covers it)',
    );
  }
  if (typeof content !== 'string')
    throw new CallbackError('notAnEnvelope', '缺少 request_content (request_content is missing)');
  return { content, authenCode: readCode(authenInfo) };
}

/** Every other type is refused: MD5, and the signatures that only requests to Cloud Pay may carry. */
function readCode(authenInfo: unknown): string {
  if (authenInfo === undefined || authenInfo === null) {
    throw new CallbackError(
      'unauthenticated',
      '缺少 authen_info，任何人都能伪造 (authen_info is missing: anyone could have sent this)',
    );
  }
  const a = isJsonObject(authenInfo) ? authenInfo.a : undefined;
  if (isJsonObject(a) && a.authen_type === AuthenType.HmacSha256 && typeof a.authen_code === 'string') return a.authen_code;
  throw new CallbackError(
    'unauthenticated',
    '只接受 HMAC-SHA256 认证码 (only an HMAC-SHA256 code, authen_type 1, is accepted)',
  );
}

function whatIsWrongWith(text: string, json: unknown): string {
  if (text === '') return '请求体为空，或已被别处读走 (the body is empty, or something else has read it)';
  if (json === undefined) return '请求体不是 JSON (the body is not JSON)';
  return '请求体不是云支付的请求 (the body is not a Cloud Pay request)';
}

function tryParse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
