import { parseJson } from '@cloudpay/proto';

/** Deeper than any message of the protocol. Deeper nesting is refused, because recursive functions read the value. */
const maxDepth = 32;

/**
 * Parses JSON of an unauthenticated client, without losing digits.
 *
 * @returns undefined if the text is not JSON, or nests too deeply
 */
export function readJson(text: string): unknown {
  // Checked before parsing: parsing deeply nested text takes twenty times as long.
  if (!nestsWithin(maxDepth, text)) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const [quote, backslash, openBrace, openBracket, closeBrace, closeBracket] = Array.from('"\\{[}]', (sign) =>
  sign.charCodeAt(0),
);

function nestsWithin(levels: number, text: string): boolean {
  let level = 0;
  for (let at = 0, inText = false; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (inText) {
      if (sign === backslash) at++;
      else if (sign === quote) inText = false;
    } else if (sign === quote) inText = true;
    else if (sign === openBrace || sign === openBracket) {
      if (++level > levels) return false;
    } else if (sign === closeBrace || sign === closeBracket) level--;
  }
  return true;
}

/**
 * Writes JSON as the service does: pure ASCII, with every slash escaped. A client that hashes its own serialisation instead
 * of the received text fails at the first response.
 */
export function writeJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
    .replaceAll('/', '\\/');
}
