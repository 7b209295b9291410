import type { FieldError, FieldRule } from '@cloudpay/proto';

const chinese: Readonly<Record<FieldRule, (expected: string) => string>> = {
  type: (expected) => types[expected] ?? '应为整数',
  unknown: () => '没有这个字段',
  required: () => '未填写',
  maxLength: (expected) => `过长，最多 ${numberIn(expected)} 个字符`,
  min: (expected) => `过小，至少为 ${numberIn(expected)}`,
  max: (expected) => `过大，至多为 ${numberIn(expected)}`,
  equals: (expected) => `应为 ${expected}`,
};

const types: Readonly<Record<string, string>> = {
  'a string': '应为文本',
  'true or false': '应为 true 或 false',
  'an object': '应为对象',
  'an array': '应为数组',
};

/**
 * Describes a broken rule of the schema, in Chinese and English. The text never contains the field's value.
 *
 * @param error from the codec or from `validate`
 */
export function describeRule({ rule, expected }: FieldError): string {
  // Payment codes and numbers with leading zeros lose digits when JavaScript or YAML reads them as numbers.
  const hint = rule === 'type' && expected === 'a string' ? '; 数字请加引号 (put digits in quotes)' : '';
  return `${chinese[rule](expected)} (expected ${expected})${hint}`;
}

function numberIn(expected: string): string {
  return /-?\d+/.exec(expected)?.[0] ?? expected;
}
