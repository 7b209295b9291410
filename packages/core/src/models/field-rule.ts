import type { FieldError, FieldRule } from '@cloudpay/proto';

const chinese: Readonly<Record<FieldRule, string>> = {
  type: '类型不符',
  unknown: '没有这个字段',
  required: '未填写',
  maxLength: '过长',
  min: '过小',
  max: '过大',
  equals: '取值不符',
};

/** What is wrong with a field that breaks the schema, in Chinese and English; never its value. */
export function describeRule({ rule, expected }: FieldError): string {
  // A payment code, a number that begins with 0: as a JavaScript or YAML number it has lost digits already.
  const hint = rule === 'type' && expected === 'a string' ? '; 数字请加引号 (put digits in quotes)' : '';
  return `${chinese[rule]} (expected ${expected})${hint}`;
}
