import { ArgumentError } from '../base/errors.ts';

/** The largest amount of one order: 2^31 − 1 fen. */
export const maxFen = 2_147_483_647;

/**
 * Converts yuan text to fen, without binary floating point.
 *
 * @param yuan for example `0.30`, `19.99` or `1`: at most two decimals, no sign, no separators, no spaces
 * @returns an integer from 1 to 2^31 − 1
 * @throws ArgumentError (field `yuan`) for anything else, including zero
 * @example fenFromYuan('19.99') // 1999
 */
export function fenFromYuan(yuan: string): number {
  // Numbers are refused: `exec` would convert them to text, and they are binary floating point.
  const match = typeof yuan === 'string' ? /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(yuan) : null;
  if (match === null)
    throw new ArgumentError('yuan', '应为如 19.99 的元金额，最多两位小数 (must be yuan such as 19.99, two decimals at most)');
  const fen = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  if (isAmount(fen)) return fen;
  const [least, most] = [yuanFromFen(1), yuanFromFen(maxFen)];
  throw new ArgumentError('yuan', `应为 ${least} 到 ${most} 元 (must be yuan from ${least} to ${most})`);
}

/**
 * Converts fen to yuan text.
 *
 * @param fen an integer; statistics may be negative
 * @returns yuan with two decimals
 * @throws ArgumentError (field `fen`) if it is not a safe integer
 * @example yuanFromFen(1999) // '19.99'
 */
export function yuanFromFen(fen: number): string {
  if (!Number.isSafeInteger(fen)) throw new ArgumentError('fen', '应为整数分 (must be an integer)');
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * Checks the amount of an order or refund.
 *
 * @param fen the amount
 * @param field the field that the error names, for example `totalFee`
 * @returns the amount, an integer from 1 to 2^31 − 1
 * @throws ArgumentError for zero, negative, fractional and out-of-range amounts
 * @example checkFen(1999, 'totalFee') // 1999
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
