/** White space, and what cannot be seen but is copied along: byte order marks, zero-width characters, marks of direction. */
const invisible = '[\\s\\u200B-\\u200F\\u2060\\uFEFF]';
const around = new RegExp(`^${invisible}+|${invisible}+$`, 'g');
const anywhere = new RegExp(invisible, 'g');

/** Text without what editors, shells and copying put around it: white space, invisible characters, one pair of quotes. */
export function unwrapText(text: string): string {
  const bare = text.replace(around, '');
  const quoted = /^(?:(["'`])([\s\S]*)\1|“([\s\S]*)”)$/.exec(bare);
  return quoted === null ? bare : (quoted[2] ?? quoted[3] ?? '').replace(around, '');
}

/** Text without any white space or invisible character. */
export function withoutSpace(text: string): string {
  return text.replace(anywhere, '');
}

/**
 * The text of a file: UTF-8, or UTF-16, in which some Windows editors and PowerShell 5 save. A byte order mark is left out.
 *
 * @param bytes the whole file. Without a byte order mark it is UTF-16 when every other one of its first four bytes is 0
 * @example const shops = parseShops(JSON.parse(decodeText(rawBody)));
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second, third, fourth]: Uint8Array): string {
  if ((first === 0xff && second === 0xfe) || (second === 0 && fourth === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && third === 0)) return 'utf-16be';
  return 'utf-8';
}
