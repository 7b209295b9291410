import { FieldError, fieldError, type Place } from './field-error.ts';
import { isExactNumber, isJsonObject } from './json.ts';
import { type Field, type Message, unknownFields } from './message.ts';
import { readScalar } from './scalar.ts';

/** Options of {@link decode}. */
export interface DecodeOptions {
  /**
   * `wire` reads snake_case names only, as Cloud Pay does. `either` also reads camelCase names, for files that people
   * write. Default: `wire`.
   */
  readonly names?: 'wire' | 'either';
  /**
   * What becomes of a field whose value has the wrong type. `refuse`: a FieldError. `keep`: only a field that decides what an order or a
   * refund has come to is refused; any other one is left out, and kept as it came under {@link unknownFields}. So is a number in the place
   * of text, beside the text of its digits: its sender may have lost some of them. Default `refuse`.
   */
  readonly wrongTypes?: 'refuse' | 'keep';
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
  return decodeMessage(type, json, undefined, options) as T;
}

function decodeMessage(type: Message<object>, json: unknown, place: Place | undefined, options: DecodeOptions): object {
  if (!isJsonObject(json)) throw fieldError(place, 'type', 'an object');
  const result: Record<string, unknown> = {};
  let unknown: Record<string, unknown> | undefined;
  const keep = (key: string, value: unknown) => {
    // A bag without a prototype: a hostile "__proto__" is a key in it like any other.
    unknown ??= Object.create(null) as Record<string, unknown>;
    unknown[key] = value;
  };
  for (const key in json) {
    const value = json[key];
    const field = type.fieldByWireName(key) ?? (options.names === 'either' ? type.fieldByName(key) : undefined);
    if (field === undefined) {
      keep(key, value);
    } else if (value !== null) {
      const decoded = decodeField(field, value, { parent: place, field }, options, type.isDeciding(field));
      if (decoded !== undefined) result[field.name] = decoded;
      if (decoded === undefined || (options.wrongTypes === 'keep' && isNumberForText(field, value))) keep(key, value);
    }
  }
  if (unknown !== undefined) (result as Record<symbol, unknown>)[unknownFields] = unknown;
  return result;
}

/** @returns undefined for a value of the wrong type that is not refused */
function decodeField(field: Field, value: unknown, place: Place, options: DecodeOptions, decides: boolean): unknown {
  try {
    if (!field.repeated) return decodeValue(field, value, place, options);
    if (!Array.isArray(value)) throw fieldError(place, 'type', 'an array');
    return value.map((item, index) => decodeValue(field, item, { ...place, index }, options));
  } catch (error) {
    if (options.wrongTypes === 'keep' && !decides && error instanceof FieldError) return undefined;
    throw error;
  }
}

function decodeValue(field: Field, value: unknown, place: Place, options: DecodeOptions): unknown {
  return typeof field.type === 'string'
    ? readScalar(field.type, value, place)
    : decodeMessage(field.type, value, place, options);
}

function isNumberForText({ type, repeated }: Field, value: unknown): boolean {
  return type === 'string' && !repeated && (typeof value === 'number' || isExactNumber(value));
}
