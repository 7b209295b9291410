import { type FieldError, fieldError, type Place } from './field-error.ts';
import type { Field, Message } from './message.ts';

/**
 * Checks a message against the rules of its schema: required fields, lengths, ranges, fixed values.
 *
 * @param type the message, for example `MicroPayRequest`
 * @param value the message in camelCase; {@link decode} or {@link encode} must have checked its types
 * @returns the first field that breaks a rule, in the order of the schema; undefined if there is none
 * @example validate(PayContent, { outTradeNo: '', totalFee: 1, feeType: 'CNY', body: '咖啡' })?.path // 'outTradeNo'
 */
export function validate<T extends object>(type: Message<T>, value: T): FieldError | undefined {
  return validateMessage(type, value as Record<string, unknown>, undefined, []);
}

function validateMessage(
  type: Message<object>,
  value: Record<string, unknown>,
  parent: Place | undefined,
  requires: readonly string[],
): FieldError | undefined {
  for (const field of type.fields) {
    const item = value[field.name];
    if (isMissing(item)) {
      if (field.required || requires.includes(field.wireName)) return fieldError({ parent, field }, 'required', 'a value');
      continue;
    }
    const place = { parent, field };
    const error = field.repeated ? validateList(field, item as unknown[], place) : validateValue(field, item, place);
    if (error !== undefined) return error;
  }
  return undefined;
}

/** Empty strings and empty lists count as absent. */
function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function validateList(field: Field, items: readonly unknown[], place: Place): FieldError | undefined {
  for (const [index, item] of items.entries()) {
    const error = validateValue(field, item, { ...place, index });
    if (error !== undefined) return error;
  }
  return undefined;
}

function validateValue(field: Field, value: unknown, place: Place): FieldError | undefined {
  if (typeof field.type !== 'string') {
    return validateMessage(field.type, value as Record<string, unknown>, place, field.requires ?? []);
  }
  if (field.equals !== undefined && value !== field.equals) return fieldError(place, 'equals', field.equals);
  if (field.maxLength !== undefined && isLonger(value as string, field.maxLength)) {
    return fieldError(place, 'maxLength', `at most ${field.maxLength} characters`);
  }
  if (field.min !== undefined && (value as number) < field.min) return fieldError(place, 'min', `at least ${field.min}`);
  if (field.max !== undefined && (value as number) > field.max) return fieldError(place, 'max', `at most ${field.max}`);
  return undefined;
}

/** Counts characters, as the limits do: an emoji is one, although its `length` is two. */
function isLonger(text: string, maxLength: number): boolean {
  return text.length > maxLength && [...text].length > maxLength;
}
