import { authenticationCode } from '@cloudpay/core/signing';
import { AuthenType, decode, FieldError, RequestEnvelope, validate } from '@cloudpay/proto';
import { readJson, writeJson } from '../json/json.ts';
import { Refusal, refusals } from '../service/refusals/refusal.ts';
import { carriesCode, type Response } from './response.ts';

/** A body that is no request envelope at all. */
export class NotAnEnvelope extends Refusal {
  constructor(problem?: FieldError) {
    const { description } = refusals.notAnEnvelope;
    super({ ...refusals.notAnEnvelope, description: problem ? `${description} (${problem.wirePath})` : description });
  }
}

/** @throws NotAnEnvelope when the body is not UTF-8, not JSON, or not an envelope */
export function readEnvelope(body: Uint8Array | undefined): RequestEnvelope {
  const json = body && readJson(readUtf8(body));
  if (json === undefined) throw new NotAnEnvelope();
  try {
    const envelope = decode(RequestEnvelope, json);
    const problem = validate(RequestEnvelope, envelope);
    if (problem) throw problem;
    return envelope;
  } catch (error) {
    throw error instanceof FieldError ? new NotAnEnvelope(error) : error;
  }
}

function readUtf8(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new NotAnEnvelope();
  }
}

/**
 * The content of a response: all four status fields, which official terminals read without looking, then the payload.
 *
 * @param logId its digits, which JavaScript's numbers may not hold
 */
export function responseContent(response: Response, logId: string): string {
  const { status, description, internalStatus, payload } = response;
  const [before, after] = [writeJson({ status, description }), writeJson({ internal_status: internalStatus, ...payload })];
  return `${before.slice(0, -1)},"log_id":${logId},${after.slice(1)}`;
}

/** The response's envelope as the text that is sent. The code covers exactly the content in it. */
export function writeEnvelope(content: string, response: Response): string {
  const { key } = response;
  const authenticated = key && carriesCode(response) && response.fault?.kind !== 'no_code';
  if (!authenticated) return writeJson({ response_content: content });
  // The code of another content is as wrong as any, and looks as right.
  const authenCode = authenticationCode(key, response.fault?.kind === 'wrong_code' ? `${content} ` : content);
  return writeJson({
    response_content: content,
    authen_info: { a: { authen_type: AuthenType.HmacSha256, authen_code: authenCode } },
  });
}
