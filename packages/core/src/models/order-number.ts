import { ArgumentError } from '../base/errors.ts';
import { nodeCrypto } from '../base/node-crypto.ts';
import { type Clock, systemClock } from './clock.ts';
import { checkPrefix } from './prefix.ts';

/** The maximum length of an order or refund number. */
export const maxNumberLength = 32;

/**
 * Stores the time part of the last number, so that numbers keep growing when the program restarts with a clock that was set
 * back.
 */
export interface NumberMark {
  /** The time part of the last number, in milliseconds since 1970. Undefined before the first number. */
  load(): Promise<number | undefined>;
  /** Called before each number is returned. It must be durable when it resolves. */
  save(moment: number): Promise<void>;
}

/** Options of {@link createOrderNumbers}. */
export interface OrderNumberOptions {
  /** The merchant's Cloud Pay prefix: 10 characters, for example `sz0100lmnx`, or 8 digits, for example `01000052`. */
  readonly cloudCashierId: string;
  /** Keeps numbers growing across restarts. Without it they grow only within this process. */
  readonly mark?: NumberMark;
  readonly clock?: Clock;
  /** Returns a random integer from 0 up to, but not including, its argument. */
  readonly random?: (limit: number) => number;
}

const timeDigits = 13;
/** `randomInt` takes at most 2^48. With 9 digits at a time, two draws are enough for either prefix. */
const maxDigitsAtOnce = 9;

/**
 * Makes order and refund numbers. A number is the prefix, 13 digits of milliseconds, and 9 or 11 random digits, 32
 * characters in all.
 *
 * Sorted as text, numbers are in the order in which they were made: the time part grows with each number, even if the clock
 * is set back. Two devices make the same number only if they draw the same random digits in the same millisecond. After the
 * prefix there are only digits, because numbers are printed as bar codes and scanned.
 *
 * @returns a function that makes the next number
 * @throws ConfigurationError (field `cloudCashierId`)
 * @example
 * const nextNumber = createOrderNumbers({ cloudCashierId: '01000052' });
 * const outTradeNo = await nextNumber();
 */
export function createOrderNumbers(options: OrderNumberOptions): () => Promise<string> {
  const { cloudCashierId, mark, clock = systemClock, random = nodeCrypto().randomInt } = options;
  checkPrefix(cloudCashierId);
  const randomDigits = maxNumberLength - cloudCashierId.length - timeDigits;
  let last: number | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const next = async (): Promise<string> => {
    last ??= (await mark?.load()) ?? 0;
    const moment = Math.max(Math.floor(clock.now()), last + 1);
    await mark?.save(moment);
    last = moment;
    return cloudCashierId + String(moment).padStart(timeDigits, '0') + randomDigitsOf(random, randomDigits);
  };
  return () => {
    // One at a time: otherwise two calls could load the mark together and use the same time.
    const number = queue.then(next);
    queue = number.catch(() => undefined);
    return number;
  };
}

function randomDigitsOf(random: (limit: number) => number, digits: number): string {
  let text = '';
  while (text.length < digits) {
    const count = Math.min(maxDigitsAtOnce, digits - text.length);
    text += String(random(10 ** count)).padStart(count, '0');
  }
  return text;
}

/**
 * Checks an order or refund number.
 *
 * @param field what the error names, such as `outTradeNo`
 * @param prefixes the merchant's, where they are configured; numbers of other merchants are refused
 * @throws ArgumentError
 * @example checkNumber('010000521', 'outTradeNo', ['01000052'])
 */
export function checkNumber(number: string, field: string, prefixes?: readonly string[]): void {
  if (typeof number !== 'string' || number === '') throw new ArgumentError(field, '不能为空 (must not be empty)');
  if (number.length > maxNumberLength) {
    throw new ArgumentError(field, `最多 ${maxNumberLength} 个字符 (must be at most ${maxNumberLength} characters)`);
  }
  if (!/^[0-9A-Za-z_|*@-]+$/.test(number)) {
    throw new ArgumentError(field, '只能含字母、数字和 _-|*@ (must hold letters, digits and _-|*@ only)');
  }
  if (prefixes !== undefined && !prefixes.some((prefix) => number.startsWith(prefix))) {
    throw new ArgumentError(field, `应以商户订单前缀 ${prefixes.join(' 或 ')} 开头 (must begin with the merchant's prefix)`);
  }
}
