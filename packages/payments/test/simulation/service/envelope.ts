import { createHmac } from 'node:crypto';

export type Json = Record<string, unknown>;

/** The merchant's authentication key. */
export const key = 'simulated-key';

/** @returns undefined when the code is wrong */
export function openRequest(body: string): Json | undefined {
  const { request_content: text, authen_info: info } = JSON.parse(body) as {
    request_content: string;
    authen_info?: { a?: Json };
  };
  return info?.a?.authen_code === codeOf(text) ? (JSON.parse(text) as Json) : undefined;
}

/** @param logId its digits, which a number would lose */
export function sealResponse(content: Json, logId: string, isAuthenticated = true): string {
  const text = JSON.stringify(content).replace('{', `{"log_id":${logId},`);
  return JSON.stringify({
    response_content: text,
    ...(isAuthenticated && { authen_info: { a: { authen_type: 1, authen_code: codeOf(text) } } }),
  });
}

/** Whether a response carries the right code. */
export function isAuthentic({ response_content: text = '', authen_info: info }: ResponseEnvelope): boolean {
  return info?.a?.authen_code === codeOf(text);
}

/** The parts of a response. */
export interface ResponseEnvelope {
  readonly response_content?: string;
  readonly authen_info?: { readonly a?: Json };
}

function codeOf(text: string): string {
  return createHmac('sha256', key).update(text).digest('hex').toUpperCase();
}
