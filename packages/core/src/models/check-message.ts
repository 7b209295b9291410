import { encode, FieldError, type Message, validate } from '@cloudpay/proto';
import { ArgumentError } from '../base/errors.ts';
import { describeRule } from './field-rule.ts';

/**
 * Checks what a caller hands over against its schema: types, required fields, limits, misspelt names.
 *
 * @returns its wire form
 * @throws ArgumentError naming the field
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
