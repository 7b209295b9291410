import { type FieldSchema, fieldOf, type Message } from './message.ts';

// The words in which the generated tables say what fields are like, so that a table takes little more room in a bundle than its names.

export const string: FieldSchema = { type: 'string' };
export const bool: FieldSchema = { type: 'bool' };
export const int32: FieldSchema = { type: 'int32' };
export const uint32: FieldSchema = { type: 'uint32' };
export const int64: FieldSchema = { type: 'int64' };
export const uint64: FieldSchema = { type: 'uint64' };

/** Text of so many characters at the most. */
export function upTo(maxLength: number): FieldSchema {
  return { type: 'string', maxLength };
}

/** A list of such fields. */
export function repeated(field: FieldSchema | Message<object>): FieldSchema {
  return { ...fieldOf(field), repeated: true };
}

/** Such a field, which must have a value. */
export function required(field: FieldSchema | Message<object>): FieldSchema {
  return { ...fieldOf(field), required: true };
}

/** Such a field, which decides what an order or a refund has come to. */
export function deciding(field: FieldSchema | Message<object>): FieldSchema {
  return { ...fieldOf(field), decides: true };
}
