import { CloudPayError } from '../models/errors.ts';

/** What answered is not Cloud Pay. */
export function notCloudPay(endpoint: string): CloudPayError {
  return new CloudPayError('对方不是云支付服务 (the host did not answer as Cloud Pay)', {
    code: 'HTTP_ERROR',
    outcome: 'unknown',
    endpoint,
  });
}

/** The content is not what the schema says. */
export function unreadable(
  endpoint: string,
  details: Pick<CloudPayError, 'cause'> & Partial<Pick<CloudPayError, 'status' | 'internalStatus' | 'logId'>>,
): CloudPayError {
  return new CloudPayError('应答内容无法解读 (the content of the response cannot be read)', {
    code: 'UNREADABLE_RESPONSE',
    outcome: 'unknown',
    endpoint,
    ...details,
  });
}
