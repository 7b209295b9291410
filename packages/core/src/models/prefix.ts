import { ConfigurationError } from '../base/errors.ts';

/**
 * The prefixes of a merchant's order and refund numbers.
 *
 * @param input one or several, as an array or separated by commas
 * @throws ConfigurationError (field `cloudCashierId`)
 */
export function prefixesOf(input: string | readonly string[]): readonly string[] {
  const prefixes = (typeof input === 'string' ? input.split(',') : [input].flat()).map((prefix) =>
    typeof prefix === 'string' ? prefix.trim() : prefix,
  );
  if (prefixes.length === 0) throw new ConfigurationError('cloudCashierId', '至少要有一个前缀 (must name a prefix)');
  prefixes.forEach(checkPrefix);
  return Object.freeze(prefixes);
}

/**
 * Checks the prefix of a merchant's order and refund numbers: 10 characters such as `sz0100lmnx`, or 8 digits such as `01000052`.
 *
 * @throws ConfigurationError (field `cloudCashierId`)
 */
export function checkPrefix(cloudCashierId: string): void {
  if (typeof cloudCashierId === 'string' && /^(?:[0-9A-Za-z]{10}|\d{8})$/.test(cloudCashierId)) return;
  throw new ConfigurationError('cloudCashierId', '应为 10 位字母数字或 8 位数字 (must be 10 letters and digits, or 8 digits)');
}
