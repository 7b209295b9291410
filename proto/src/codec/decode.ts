import { fieldError, type Place } from './field-error.ts';
import { isJsonObject } from './json.ts';
import { type Field, type Message, unknownFields } from './message.ts';
import { readScalar } from './scalar.ts';

/** Options of {@link decode}. */
export interface DecodeOptions {
  /**
   * `wire` reads snake_case names only, as Cloud Pay does. `either` also reads camelCase names, for files that people
   * write. Default: `wire`.
   */
  readonly names?: 'wire' | 'either';
}

/**
 * Converts snake_case JSON to the camelCase interface of a message.
 *
 * `null` counts as absent. A number is accepted where the schema declares a string. Unknown fields are kept under {@link
 * unknownFields}, and unknown numbers of an enumeration are kept as they are.
 *
 * @param type the message, for example `MicroPayRequest`
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
      // An object without a prototype: there, a key named "__proto__" is an ordinary key.
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
