import { ConfigurationError } from '../base/errors.ts';

/**
 * Checks the prefix of a merchant's order and refund numbers: 10 letters and digits, for example `sz0100lmnx`, or 8 digits,
 * for example `01000052`.
 *
 * @throws ConfigurationError (field `cloudCashierId`)
 */
export function checkPrefix(cloudCashierId: string): void {
  if (/^(?:[0-9A-Za-z]{10}|\d{8})$/.test(cloudCashierId)) return;
  throw new ConfigurationError('cloudCashierId', '应为 10 位字母数字或 8 位数字 (must be 10 letters and digits, or 8 digits)');
}
