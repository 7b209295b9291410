import { createHmac } from 'node:crypto';
import type { ConfigurationInput } from '../../src/models/configuration.ts';

/** A key that no other text contains, so that a leak of it can be searched for. */
export const authenKey = '1F6E3C2B9A8D4E5F7061524334251607';

/** A configuration that holds what must be there. */
export const merchant: ConfigurationInput = {
  outMchId: 'sz01lXKA6DKGjNzr2l4B',
  outSubMchId: 'sz01KzuCUOmw8yjtPite',
  outShopId: 'sz011biKxOguirmBqiFR',
  deviceId: '824',
  authenKey,
};

/** The response of a service that has the merchant's key; written without the code under test. */
export function sealResponse(content: object | string, key = authenKey): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return JSON.stringify({
    response_content: text,
    authen_info: { a: { authen_type: 1, authen_code: createHmac('sha256', key).update(text).digest('hex').toUpperCase() } },
  });
}

/** The response of someone who does not have it. */
export function bareResponse(content: object | string): string {
  return JSON.stringify({ response_content: typeof content === 'string' ? content : JSON.stringify(content) });
}
