export { authenKey, merchant, sealResponse } from '@cloudpay/test-kit';

/** A response without an authentication code: the sender does not have the merchant's key. */
export function bareResponse(content: object | string): string {
  return JSON.stringify({ response_content: typeof content === 'string' ? content : JSON.stringify(content) });
}
