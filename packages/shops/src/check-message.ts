import { ArgumentError, describeRule } from '@cloudpay/core';
import { encode, FieldError, type Message, validate } from '@cloudpay/proto';

/**
 * Checks what a caller hands over against its schema: types, required fields, limits, misspelt names.
 *
 * @throws ArgumentError naming the field
 */
export function checkMessage<T extends object>(type: Message<T>, value: T): void {
  try {
    encode(type, value);
    const broken = validate(type, value);
    if (broken !== undefined) throw broken;
  } catch (error) {
    throw error instanceof FieldError ? new ArgumentError(error.path, `${describeRule(error)}${hint(error)}`) : error;
  }
}

/** YAML reads 0432 without quotes as a number, and its first digit is lost. */
function hint({ rule, expected }: FieldError): string {
  return rule === 'type' && expected === 'a string' ? '; 数字请加引号 (put digits in quotes)' : '';
}
