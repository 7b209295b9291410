/** A number that JavaScript cannot hold, kept as its digits; `JSON.stringify` writes it back as it was. */
export interface ExactNumber {
  readonly rawJSON: string;
}

// Node has both since version 21; TypeScript's library does not describe them yet.
const { isRawJSON, rawJSON } = JSON as unknown as {
  isRawJSON(value: unknown): value is ExactNumber;
  rawJSON(text: string): ExactNumber;
};
// Said at the import: later it would be a riddle, and perhaps amid a payment.
if (typeof isRawJSON !== 'function') {
  throw new Error('云支付 SDK 需要 Node 22.3 以上 (Cloud Pay needs Node 22.3 or later)');
}
type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;

const keepDigits: Reviver = (_key, value, { source }) => {
  if (typeof value !== 'number' || source === undefined) return value;
  if (Number.isSafeInteger(value) && namesInteger(source, value)) return value;
  return String(value) === source ? value : rawJSON(source);
};

/** Parsing rounds: 1.0000000000000001 becomes 1, and 1e-400 becomes 0. Up to 15 digits it does not. */
function namesInteger(source: string, value: number): boolean {
  if (/^-?\d+(?:\.0+)?$/.test(source)) return true;
  const digits = source.replace(/e.*/i, '').replace(/\D/g, '');
  return value !== 0 && digits.length <= 15;
}

/** Whether every number within is an integer that JavaScript can hold. */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  for (const key in value) if (!isExact((value as Record<string, unknown>)[key])) return false;
  return true;
}

/**
 * Whether a number of 16 digits or more with a point, or one with a negative exponent, may have become an integer by rounding. Such text
 * inside a string only costs time.
 */
function mayRound(text: string): boolean {
  for (let point = text.indexOf('.'); point >= 0; point = text.indexOf('.', point + 1)) {
    if (/\d[\d.]{15}/.test(text.slice(Math.max(0, point - 16), point + 17))) return true;
  }
  return text.includes('e-') || text.includes('E-');
}

/**
 * `JSON.parse` that loses no digits: a number that would be written back differently, such as an integer beyond 2^53 − 1, becomes an
 * {@link ExactNumber} in place of a neighbour of itself.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  try {
    if (isExact(value) && !mayRound(text)) return value;
    return JSON.parse(text, keepDigits as Parameters<typeof JSON.parse>[1]);
  } catch (error) {
    // These functions recurse. Text comes from the network before it is verified: no depth of brackets may throw anything else.
    if (error instanceof RangeError) throw new SyntaxError('JSON nested too deeply', { cause: error });
    throw error;
  }
}

/** Whether a value is an {@link ExactNumber}. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return isRawJSON(value);
}

/** A JSON object: not an array, not null, not an {@link ExactNumber}. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJSON(value);
}
