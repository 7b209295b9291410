import { fieldError, type Place } from './field-error.ts';
import { isJsonObject } from './json.ts';
import { type Field, type Message, unknownFields } from './message.ts';
import { readScalar } from './scalar.ts';

/** How {@link decode} reads. */
export interface DecodeOptions {
  /** `wire`: snake_case alone, as Cloud Pay does. `either`: camelCase too, for files that people write. Default `wire`. */
  readonly names?: 'wire' | 'either';
}

/**
 * Turns snake_case wire JSON into the camelCase interface of a message, by the schema alone.
 *
 * `null` counts as absent. A number is accepted where a string is declared. Fields that the schema does not know are kept under
 * {@link unknownFields}, enum numbers that it does not know are kept as they are.
 *
 * @param type the message, such as `MicroPayRequest`
 * @param json a value from {@link parseJson}
 * @throws FieldError naming the field whose type is wrong
 * @example decode(PayContent, { out_trade_no: 'sz010002cz1', total_fee: 1 }) // { outTradeNo: 'sz010002cz1', totalFee: 1 }
 */
export function decode<T extends object>(type: Message<T>, json: unknown, options: DecodeOptions = {}): T {
  return decodeMessage(type, json, undefined, options.names === 'either') as T;
}

function decodeMessage(type: Message<object>, json: unknown, place: Place | undefined, eitherName: boolean): object {
  if (!isJsonObject(json)) throw fieldError(place, 'type', 'an object');
  const result: Record<string, unknown> = {};
  let unknown: Record<string, unknown> | undefined;
  for (const key in json) {
    const value = json[key];
    const field = type.fieldByWireName(key) ?? (eitherName ? type.fieldByName(key) : undefined);
    if (field === undefined) {
      // A bag without a prototype: a hostile "__proto__" is a key in it like any other.
      unknown ??= Object.create(null) as Record<string, unknown>;
      unknown[key] = value;
    } else if (value !== null) {
      result[field.name] = decodeField(field, value, { parent: place, field }, eitherName);
    }
  }
  if (unknown !== undefined) (result as Record<symbol, unknown>)[unknownFields] = unknown;
  return result;
}

function decodeField(field: Field, value: unknown, place: Place, eitherName: boolean): unknown {
  if (!field.repeated) return decodeValue(field, value, place, eitherName);
  if (!Array.isArray(value)) throw fieldError(place, 'type', 'an array');
  return value.map((item, index) => decodeValue(field, item, { ...place, index }, eitherName));
}

function decodeValue(field: Field, value: unknown, place: Place, eitherName: boolean): unknown {
  return typeof field.type === 'string'
    ? readScalar(field.type, value, place)
    : decodeMessage(field.type, value, place, eitherName);
}
