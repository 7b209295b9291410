import { ArgumentError } from '../base/errors.ts';

/** What stands around a code: control characters such as STX, ETX, tab and line ends, white space, and marks without a width. */
const around = /^[\p{Cc}\p{Cf}\s]+|[\p{Cc}\p{Cf}\s]+$/gu;

/** The kind of the symbol (AIM identifier, such as `]C1`) and its character set (ECI, such as `\000026`). */
const prefixes = /^(?:\][A-Za-z][0-9A-Za-z])?(?:\\\d{6})?/;

/**
 * Reads a customer's payment code from what a scanner or an input method typed. It takes off what they add: control characters around the
 * code (STX, ETX, tab, CR, LF), spaces and marks without a width, an AIM prefix such as `]C1`, an ECI prefix such as `\000026`; and it turns
 * full-width characters into plain ones. It does not say whether the digits are a code: `recognisePlatform` does, as does `microPay`.
 *
 * @param text what was typed, whole
 * @returns digits only, at least one
 * @throws ArgumentError `authorCode`: it names the first character that does not belong into a code, never the code
 * @example
 * const authorCode = readPaymentCode(line); // ']C1134520273825387649\r' → '134520273825387649'
 * const payment = await payments.microPay({ outTradeNo, authorCode, totalFee, body });
 */
export function readPaymentCode(text: string): string {
  if (typeof text !== 'string') {
    throw new ArgumentError('authorCode', '应为文本，数字会丢失末几位 (must be text: a number loses its last digits)');
  }
  const code = asciiOf(text).replace(around, '').replace(prefixes, '').replace(around, '');
  if (code === '') throw new ArgumentError('authorCode', '没有读到付款码 (no code was read)');
  const at = code.search(/[^0-9]/);
  if (at >= 0) throw strayCharacter(code, at);
  return code;
}

/** Input methods type full-width forms, which stand in the same order as ASCII. */
function asciiOf(text: string): string {
  return text.replace(/[\uFF01-\uFF5E]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0));
}

function strayCharacter(code: string, at: number): ArgumentError {
  const point = code.codePointAt(at) as number;
  const char = String.fromCodePoint(point);
  // What cannot be seen is told by its number alone.
  const shown = /[\p{L}\p{P}\p{S}]/u.test(char) ? ` “${char}”` : '';
  const number = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  return new ArgumentError(
    'authorCode',
    `付款码第 ${at + 1} 个字符不是数字:${shown} ${number} (character ${at + 1} of the code is not a digit)`,
  );
}
