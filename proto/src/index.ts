/**
 * The schema of Cloud Pay: its messages and enumerations, and the codec between them and JSON.
 *
 * @module @cloudpay/proto
 */
export { type DecodeOptions, decode } from './codec/decode.ts';
export { encode } from './codec/encode.ts';
export { FieldError, type FieldRule } from './codec/field-error.ts';
export { type ExactNumber, isExactNumber, isJsonObject, parseJson } from './codec/json.ts';
export type { Field, FieldSchema, FieldType, ScalarType } from './codec/message.ts';
export { Message, unknownFields, type WithUnknownFields } from './codec/message.ts';
export { validate } from './codec/validate.ts';
export type { CallKind, Endpoint } from './endpoint.ts';
export * from './gen/calls.ts';
export * from './gen/enums.ts';
export * from './gen/sdk.ts';
export * from './gen/structures.ts';
export * from './gen/wire.ts';
