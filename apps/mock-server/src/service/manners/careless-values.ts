import type { Random } from '../../environment/random.ts';

/** Changes that other systems make to a text. */
const rewritings: readonly ((text: string) => string)[] = [
  (text) => text.normalize('NFC'),
  (text) => text.normalize('NFKC'),
  (text) => text.trim(),
  (text) => text.replace(/\p{Extended_Pictographic}\uFE0F?/gu, ''),
  (text) => text.replace(/\p{Extended_Pictographic}\uFE0F?/gu, '?'),
  (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`),
  () => '',
];

/** Applies one or two of the changes to a text. */
export function carelessText(text: string, random: Random): string {
  return one(rewritings, random)(one(rewritings, random)(text));
}

/**
 * Writes an id in another case, or as a number if that keeps its digits. Letters beyond ASCII stay, because their case
 * cannot always be changed back.
 */
export function carelessId(id: string, random: Random, keepsTypes: boolean): string | number {
  const isNumber = /^\d+$/.test(id) && Number.isSafeInteger(Number(id));
  if (isNumber && !keepsTypes && coin(random)) return Number(id);
  if (coin(random)) return id.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  return id.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Masks a payment code. Undefined: the field is left out. */
export function carelessCode(code: string, random: Random): string | undefined {
  return coin(random) ? `${code.slice(0, 2)}****${code.slice(-4)}` : undefined;
}

/** Changes the type of a value. Undefined: the field is left out. */
export function carelessType(value: unknown, random: Random, keepsTypes: boolean): unknown {
  if (coin(random)) return undefined;
  if (keepsTypes) return value;
  if (typeof value === 'string') return one<unknown>([0, false, { value }], random);
  if (typeof value === 'number') return one<unknown>([String(value), '', [value]], random);
  if (typeof value === 'boolean') return one<unknown>([Number(value), String(value), ''], random);
  return value;
}

function coin(random: Random): boolean {
  return random.uint32() >= 2 ** 31;
}

function one<T>(choices: readonly T[], random: Random): T {
  return choices[random.uint32() % choices.length] as T;
}
