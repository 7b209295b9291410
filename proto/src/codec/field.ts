import type { Message } from './message.ts';

/** A type of field that JSON has a value for. */
export type ScalarType = 'string' | 'bool' | 'int32' | 'uint32' | 'int64' | 'uint64';

/** The type of a field: a scalar, or another message. */
export type FieldType = ScalarType | Message<object>;

/** What the schema says of one field. */
export interface FieldSchema {
  readonly type: FieldType;
  readonly repeated?: true;
  readonly required?: true;
  /** What an order or a refund has come to depends on it. */
  readonly decides?: true;
  /** In characters. */
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly equals?: string;
  /** Wire names of the fields inside the message of this field that this use of it requires. */
  readonly requires?: readonly string[];
}

/** A field with both of its names. */
export interface Field extends FieldSchema {
  /** snake_case, as it crosses the wire. */
  readonly wireName: string;
  /** camelCase, as TypeScript callers see it. */
  readonly name: string;
}

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

/** In a table a message stands for a field of its type. */
export function fieldOf(field: FieldSchema | Message<object>): FieldSchema {
  return 'type' in field ? field : { type: field };
}
