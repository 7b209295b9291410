import { ArgumentError } from '../base/errors.ts';
import { nodeCrypto } from '../base/node-crypto.ts';
import { type Clock, systemClock } from './clock.ts';
import { checkPrefix } from './prefix.ts';

/** The longest order or refund number. */
export const maxNumberLength = 32;

/** Remembers how far the numbers have come, so that a restart with the clock set back does not go back with it. */
export interface NumberMark {
  /** The moment (milliseconds since 1970) of the last number; undefined before the first. */
  load(): Promise<number | undefined>;
  /** Called before each number is handed out: durable when it resolves. */
  save(moment: number): Promise<void>;
}

/** What {@link createOrderNumbers} needs. */
export interface OrderNumberOptions {
  /** The merchant's Cloud Pay prefix: 10 characters such as `sz0100lmnx`, or 8 digits such as `01000052`. */
  readonly cloudCashierId: string;
  /** Keeps numbers from running backwards over restarts. Without it they do not run backwards within this process. */
  readonly mark?: NumberMark;
  readonly clock?: Clock;
  /** A random integer from 0 up to, not including, its argument. */
  readonly random?: (limit: number) => number;
}

const timeDigits = 13;
/** randomInt takes at most 2^48; 9 digits fill both prefix lengths well enough to be drawn twice at the most. */
const drawDigits = 9;

/**
 * Makes order and refund numbers: prefix, milliseconds (13 digits), random digits up to 32 characters in all (9 or 11).
 *
 * Sorted as text they are in the order of their making: the time part grows by at least one with each number, whatever the clock does.
 * Two devices would have to draw the same 9 or 11 random digits in the same millisecond to make the same number. Digits alone follow the
 * prefix, since numbers are printed as bar codes and scanned.
 *
 * @returns a function that makes the next number
 * @throws ConfigurationError (field `cloudCashierId`)
 */
export function createOrderNumbers(options: OrderNumberOptions): () => Promise<string> {
  const { cloudCashierId, mark, clock = systemClock, random = nodeCrypto().randomInt } = options;
  checkPrefix(cloudCashierId);
  const randomDigits = maxNumberLength - cloudCashierId.length - timeDigits;
  let last: number | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const next = async (): Promise<string> => {
    last ??= (await mark?.load()) ?? 0;
    const moment = Math.max(Math.floor(clock.now()), last + 1);
    await mark?.save(moment);
    last = moment;
    return cloudCashierId + String(moment).padStart(timeDigits, '0') + draw(random, randomDigits);
  };
  return () => {
    // One at a time: two calls that both wait for the mark must not take the same moment.
    const number = turn.then(next);
    turn = number.catch(() => undefined);
    return number;
  };
}

function draw(random: (limit: number) => number, digits: number): string {
  let text = '';
  while (text.length < digits) {
    const count = Math.min(drawDigits, digits - text.length);
    text += String(random(10 ** count)).padStart(count, '0');
  }
  return text;
}

/**
 * Checks an order or refund number that a caller brings.
 *
 * @param field what the error names, such as `outTradeNo`
 * @param prefixes the merchant's, where they are configured; numbers of other merchants are refused
 * @throws ArgumentError
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
