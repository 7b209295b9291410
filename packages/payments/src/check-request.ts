import { ArgumentError, describeRule } from '@cloudpay/core';
import { encode, FieldError, type Message, validate } from '@cloudpay/proto';

/**
 * Checks what a caller hands over against its schema: types, required fields, limits, misspelt names.
 *
 * @throws ArgumentError naming the field
 */
export function checkRequest<T extends object>(type: Message<T>, request: T): void {
  try {
    encode(type, request);
    const broken = validate(type, request);
    if (broken !== undefined) throw broken;
  } catch (error) {
    throw error instanceof FieldError ? new ArgumentError(error.path, describeRule(error)) : error;
  }
}
