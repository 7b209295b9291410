import { ArgumentError } from '../base/errors.ts';

/** The largest amount of one order: 2^31 − 1 fen. */
export const maxFen = 2_147_483_647;

/**
 * Converts yuan text to fen, exactly: binary floating point takes no part.
 *
 * @param yuan such as `0.30`, `19.99` or `1`: at most two decimals, no sign, no separators, no spaces
 * @returns an integer from 1 to 2,147,483,647
 * @throws ArgumentError (field `yuan`) for anything else, zero included
 * @example fenFromYuan('19.99') // 1999
 */
export function fenFromYuan(yuan: string): number {
  // A number would be turned into text silently, and is binary floating point.
  const match = typeof yuan === 'string' ? /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(yuan) : null;
  if (match === null)
    throw new ArgumentError('yuan', '应为如 19.99 的元金额，最多两位小数 (must be yuan such as 19.99, two decimals at most)');
  const fen = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  if (isAmount(fen)) return fen;
  const [least, most] = [yuanFromFen(1), yuanFromFen(maxFen)];
  throw new ArgumentError('yuan', `应为 ${least} 到 ${most} 元 (must be yuan from ${least} to ${most})`);
}

/**
 * Shows fen as yuan text.
 *
 * @param fen an integer, of either sign (statistics may be negative)
 * @example yuanFromFen(1999) // '19.99'
 */
export function yuanFromFen(fen: number): string {
  if (!Number.isSafeInteger(fen)) throw new ArgumentError('fen', '应为整数分 (must be an integer)');
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * Checks an amount of an order or refund.
 *
 * @param field what the error names, such as `totalFee`
 * @returns the amount, an integer from 1 to 2,147,483,647
 * @throws ArgumentError for zero, negative, fractional and out-of-range amounts
 */
export function checkFen(fen: number, field: string): number {
  if (isAmount(fen)) return fen;
  throw new ArgumentError(
    field,
    `应为 1 到 ${maxFen} 的整数分；元用 fenFromYuan 换算 (must be an integer of fen from 1 to ${maxFen}; fenFromYuan converts yuan)`,
  );
}

function isAmount(fen: number): boolean {
  return Number.isSafeInteger(fen) && fen >= 1 && fen <= maxFen;
}
