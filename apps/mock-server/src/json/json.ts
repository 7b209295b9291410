import { parseJson } from '@cloudpay/proto';

/** Deeper than any message of the protocol; what nests further is an attack on whoever walks through it. */
const deepest = 32;

/**
 * JSON from a stranger, with every digit kept.
 *
 * @returns undefined when the text is not JSON, or nests deeper than any message does
 */
export function readJson(text: string): unknown {
  // Looked at before it is parsed: a parser goes down into every bracket, which takes twenty times as long.
  if (!nestsWithin(deepest, text)) return undefined;
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
 * JSON as the service writes it: pure ASCII, every slash escaped. A client that hashes its own serialisation in place of the text that it
 * received notices at the first response.
 */
export function writeJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
    .replaceAll('/', '\\/');
}
