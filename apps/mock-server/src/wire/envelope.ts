import { authenticationCode } from '@cloudpay/core/signing';
import { AuthenType, decode, FieldError, RequestEnvelope, validate } from '@cloudpay/proto';
import { readJson, writeJson } from '../json/json.ts';
import { Refusal, refusals } from '../service/refusals/refusal.ts';
import { carriesCode, type Response } from './response.ts';

/** A body that is not a request envelope. */
export class NotAnEnvelope extends Refusal {
  constructor(problem?: FieldError) {
    const { description } = refusals.notAnEnvelope;
    super({ ...refusals.notAnEnvelope, description: problem ? `${description} (${problem.wirePath})` : description });
  }
}

/** @throws NotAnEnvelope if the body is not UTF-8, not JSON, or not an envelope */
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
 * The content of a response: all four status fields, because official terminals read them without a check, then the
 * payload.
 *
 * @param logId as digits, because a JavaScript number may not hold it
 */
export function responseContent(response: Response, logId: string): string {
  const { status, description, internalStatus, payload } = response;
  const [before, after] = [writeJson({ status, description }), writeJson({ internal_status: internalStatus, ...payload })];
  return `${before.slice(0, -1)},"log_id":${logId},${after.slice(1)}`;
}

/** Writes the envelope of a response. Its code is for exactly this content. */
export function writeEnvelope(content: string, response: Response): string {
  const { key } = response;
  const authenticated = key && carriesCode(response) && response.fault?.kind !== 'no_code';
  if (!authenticated) return writeJson({ response_content: content });
  // The right code of another content: well formed but wrong.
  const authenCode = authenticationCode(key, response.fault?.kind === 'wrong_code' ? `${content} ` : content);
  return writeJson({
    response_content: content,
    authen_info: { a: { authen_type: AuthenType.HmacSha256, authen_code: authenCode } },
  });
}
