import type { Readable } from 'node:stream';
import { isRawBody, parsedBody, type RawBody } from '../raw-body.ts';
import { brokenOff, tooLarge, tooSlow } from './body-errors.ts';
import { maxBodyBytes } from './source.ts';

/** The fields in which frameworks and their plugins leave a body that they have read. */
export interface BodyHolder {
  readonly body?: unknown;
  /** Nest (`rawBody: true`), Koa's body parsers and cloud functions keep the raw bytes here. */
  readonly rawBody?: unknown;
}

/**
 * Reads the raw body of a request, or takes the bytes that a framework kept.
 *
 * @param timeout milliseconds
 * @throws CallbackError `parsedBody` when a middleware has read it and kept no bytes; `tooLarge`; `incomplete`
 */
export async function nodeBody(request: Readable, { body, rawBody }: BodyHolder, timeout: number): Promise<RawBody> {
  if (isRawBody(rawBody)) return rawBody;
  if (!request.readableDidRead) return readBody(request, timeout);
  if (isRawBody(body)) return body;
  throw parsedBody('请求体已被解析或读走 (something has read or parsed the body before this handler)');
}

function readBody(request: Readable, timeout: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const end = (settle: () => void) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
      // The rest is discarded, so that the reply can leave. An error after this point does not matter.
      request.on('error', () => {}).resume();
      settle();
    };
    const onData = (chunk: Uint8Array) => {
      length += chunk.byteLength;
      if (length > maxBodyBytes) end(() => reject(tooLarge()));
      else chunks.push(chunk);
    };
    const onEnd = () => end(() => resolve(Buffer.concat(chunks)));
    const onError = (error: Error) => end(() => reject(brokenOff(error)));
    const onClose = () => end(() => reject(brokenOff()));
    const timer = setTimeout(() => end(() => reject(tooSlow())), timeout);
    request.on('data', onData).once('end', onEnd).once('error', onError).once('close', onClose);
  });
}
