import { createHmac } from 'node:crypto';
import { authenKey } from './merchant.ts';

/** The authentication code of a text: HMAC-SHA256, in upper-case hexadecimal. */
export function authenticationCode(text: string, key = authenKey): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex').toUpperCase();
}

/** The response envelope around a content, with its authentication code. The content is sent exactly as given. */
export function sealResponse(content: object | string, key = authenKey): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return JSON.stringify({
    response_content: text,
    authen_info: { a: { authen_type: 1, authen_code: authenticationCode(text, key) } },
  });
}

let lastLogId = 4_049_520_517;

/** A content with the fields that every response has. Each gets its own log id, because the service never sends one twice. */
export function withResponseFields(content: object): object {
  lastLogId += 1;
  return { description: 'ok', log_id: lastLogId, internal_status: 0, ...content };
}

/** A response as the service sends it: the fields that every response has, and the authentication code. */
export function sealWithLogId(content: object): string {
  return sealResponse(withResponseFields(content));
}
