import { encode, FieldError, type Message, validate } from '@cloudpay/proto';
import { ArgumentError } from '../base/errors.ts';
import { describeRule } from './field-rule.ts';

/**
 * Checks a caller's message against its schema: types, required fields, limits, and unknown field names.
 *
 * @param type the message of the schema
 * @param value the message in camelCase
 * @returns the message in snake_case, ready to send
 * @throws ArgumentError naming the field
 * @example
 * const content = checkMessage(SdkQuerySubMchInfoRequest, { outSubMchId, pageNum: 1, pageSize: 1, nonceStr: '7' });
 */
export function checkMessage<T extends object>(type: Message<T>, value: T): Record<string, unknown> {
  try {
    const json = encode(type, value);
    const broken = validate(type, value);
    if (broken !== undefined) throw broken;
    return json;
  } catch (error) {
    throw error instanceof FieldError ? new ArgumentError(error.path, describeRule(error)) : error;
  }
}
