import { parseJson } from '@cloudpay/proto';

/** Deeper than any message of the protocol; what nests further is an attack on whoever walks through it. */
const deepest = 32;

/**
 * JSON from a stranger, with every digit kept.
 *
 * @returns undefined when the text is not JSON, or nests deeper than any message does
 */
export function readJson(text: string): unknown {
  try {
    const value = parseJson(text);
    return nestsWithin(deepest, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function nestsWithin(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((item) => nestsWithin(levels - 1, item));
}

/**
 * JSON as the service writes it: pure ASCII, every slash escaped. A client that hashes its own serialisation in place of the text that it
 * received notices at the first answer.
 */
export function writeJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
    .replaceAll('/', '\\/');
}
