import { CallbackError } from './callback-error.ts';

/** The body of a callback as it arrived, before any parser. */
export type RawBody = Uint8Array | ArrayBuffer | string;

/** Advice for a framework that has parsed the body. */
const howToKeepTheBytes =
  '请在 JSON 解析中间件之前挂载本处理器，或保留原始字节 (mount this handler before the JSON middleware, or keep the bytes: express.raw(), rawBody: true)';

/** The most frequent reason why a callback cannot be verified. */
export function parsedBody(what: string): CallbackError {
  return new CallbackError('parsedBody', `${what}。${howToKeepTheBytes}`);
}

/** Whether a value can be a raw body. */
export function isRawBody(value: unknown): value is RawBody {
  const { isAnyArrayBuffer, isUint8Array } = process.getBuiltinModule('node:util/types');
  return typeof value === 'string' || isUint8Array(value) || isAnyArrayBuffer(value);
}

/**
 * Reads a body as text.
 *
 * @throws CallbackError `parsedBody` for an object, or for an object that became text; `notAnEnvelope` when the bytes are not
 * UTF-8
 */
export function textOf(rawBody: RawBody): string {
  // A JavaScript program may pass `request.body`.
  if (!isRawBody(rawBody)) {
    throw parsedBody('收到的是解析后的对象，不是原始请求体 (got a parsed object in place of the raw body)');
  }
  const text = typeof rawBody === 'string' ? rawBody : decodeUtf8(rawBody);
  if (text.startsWith('[object ')) {
    throw parsedBody('请求体是对象转成的文字 (the body is an object that was turned into text)');
  }
  return text;
}

function decodeUtf8(bytes: Uint8Array | ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CallbackError('notAnEnvelope', '请求体不是 UTF-8 (the body is not UTF-8)');
  }
}
