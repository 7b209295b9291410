import { CloudPayError } from '../base/errors.ts';

/** The error for a response whose content breaks the schema. */
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
