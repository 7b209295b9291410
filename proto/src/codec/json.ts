/** A number that JavaScript cannot represent exactly. It keeps the digits, and `JSON.stringify` writes them unchanged. */
export interface ExactNumber {
  readonly rawJSON: string;
}

// Node has had both since version 21. TypeScript's library does not declare them yet.
const { isRawJSON, rawJSON } = JSON as unknown as {
  isRawJSON(value: unknown): value is ExactNumber;
  rawJSON(text: string): ExactNumber;
};
// Checked when the module is loaded: a later failure would be hard to understand, and might come during a payment.
if (typeof isRawJSON !== 'function') {
  throw new Error('云支付 SDK 需要 Node 22.3 以上 (Cloud Pay needs Node 22.3 or later)');
}
type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;

const keepDigits: Reviver = (_key, value, { source }) => {
  if (typeof value !== 'number' || source === undefined) return value;
  if (Number.isSafeInteger(value) && namesInteger(source, value)) return value;
  return String(value) === source ? value : rawJSON(source);
};

/** Parsing rounds: 1.0000000000000001 becomes 1, and 1e-400 becomes 0. Numbers of up to 15 digits are exact. */
function namesInteger(source: string, value: number): boolean {
  if (/^-?\d+(?:\.0+)?$/.test(source)) return true;
  const digits = source.replace(/e.*/i, '').replace(/\D/g, '');
  return value !== 0 && digits.length <= 15;
}

/** Whether every number in the value is a safe integer. */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  for (const key in value) if (!isExact((value as Record<string, unknown>)[key])) return false;
  return true;
}

/**
 * Finds numbers that rounding may have turned into an integer: a decimal point with 16 digits or more, or a negative
 * exponent. A match inside a string is harmless; it only costs time.
 */
function mayRound(text: string): boolean {
  for (let point = text.indexOf('.'); point >= 0; point = text.indexOf('.', point + 1)) {
    if (/\d[\d.]{15}/.test(text.slice(Math.max(0, point - 16), point + 17))) return true;
  }
  return text.includes('e-') || text.includes('E-');
}

/**
 * Parses JSON without losing digits. A number that JavaScript cannot represent exactly, for example an integer above 2^53 −
 * 1, becomes an {@link ExactNumber}.
 *
 * @param text JSON; it may come from the network unverified
 * @throws SyntaxError if the text is not JSON
 * @example parseJson('{"log_id":9007199254740993}')
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  try {
    if (isExact(value) && !mayRound(text)) return value;
    return JSON.parse(text, keepDigits as Parameters<typeof JSON.parse>[1]);
  } catch (error) {
    // These functions are recursive. Deeply nested text from the network overflows the stack; that must be a SyntaxError
    // too.
    if (error instanceof RangeError) throw new SyntaxError('JSON nested too deeply', { cause: error });
    throw error;
  }
}

/** Whether a value is an {@link ExactNumber}. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return isRawJSON(value);
}

/** Whether a value is a JSON object: not an array, not null, and not an {@link ExactNumber}. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJSON(value);
}
