import { fieldError, type Place } from './field-error.ts';
import { isJsonObject } from './json.ts';
import { type Field, type Message, unknownFields } from './message.ts';
import { checkScalar } from './scalar.ts';

/**
 * Converts the camelCase interface of a message to snake_case JSON. Absent fields stay absent.
 *
 * @param type the message, for example `MicroPayRequest`
 * @param value a value from {@link decode}, or one that a caller wrote
 * @returns a plain object for `JSON.stringify`
 * @throws FieldError naming a field whose type is wrong, or a field that the schema does not have, for example a misspelt
 * one
 * @example
 * encode(PayContent, { outTradeNo: 'sz010002cz1', totalFee: 1, feeType: 'CNY', body: '咖啡' });
 * // { out_trade_no: 'sz010002cz1', total_fee: 1, fee_type: 'CNY', body: '咖啡' }
 */
export function encode<T extends object>(type: Message<T>, value: T): Record<string, unknown> {
  return encodeMessage(type, value, undefined);
}

function encodeMessage(type: Message<object>, value: unknown, place: Place | undefined): Record<string, unknown> {
  if (!isJsonObject(value)) throw fieldError(place, 'type', 'an object');
  const json: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (item === undefined || item === null) continue;
    const field = type.fieldByName(key);
    if (field === undefined) {
      throw fieldError({ parent: place, field: { name: key, wireName: key } }, 'unknown', `a field of ${type.name}`);
    }
    json[field.wireName] = encodeField(field, item, { parent: place, field });
  }
  const unknown = (value as Record<symbol, unknown>)[unknownFields];
  if (unknown === undefined) return json;
  for (const [key, item] of Object.entries(unknown as object)) {
    // A caller who spreads one message into another also copies its unknown fields. Those that this message does know must
    // pass the checks.
    if (type.fieldByWireName(key) !== undefined) continue;
    // defineProperty, because assigning to "__proto__" would replace the object's prototype.
    Object.defineProperty(json, key, { value: item, enumerable: true, configurable: true, writable: true });
  }
  return json;
}

function encodeField(field: Field, value: unknown, place: Place): unknown {
  if (!field.repeated) return encodeValue(field, value, place);
  if (!Array.isArray(value)) throw fieldError(place, 'type', 'an array');
  return value.map((item, index) => encodeValue(field, item, { ...place, index }));
}

function encodeValue(field: Field, value: unknown, place: Place): unknown {
  return typeof field.type === 'string' ? checkScalar(field.type, value, place) : encodeMessage(field.type, value, place);
}
