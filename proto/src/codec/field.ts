import { type FieldSchema, fieldOf, type Message } from './message.ts';

// Helpers for the generated tables. They keep the tables short in a bundle.

export const string: FieldSchema = { type: 'string' };
export const bool: FieldSchema = { type: 'bool' };
export const int32: FieldSchema = { type: 'int32' };
export const uint32: FieldSchema = { type: 'uint32' };
export const int64: FieldSchema = { type: 'int64' };

/** A string of at most this many characters. */
export function upTo(maxLength: number): FieldSchema {
  return { type: 'string', maxLength };
}

/** A list of the given field. */
export function repeated(field: FieldSchema | Message<object>): FieldSchema {
  return { ...fieldOf(field), repeated: true };
}

/** The given field, required. */
export function required(field: FieldSchema | Message<object>): FieldSchema {
  return { ...fieldOf(field), required: true };
}

/** Such a field, which decides what an order or a refund has come to. */
export function deciding(field: FieldSchema | Message<object>): FieldSchema {
  return { ...fieldOf(field), decides: true };
}
