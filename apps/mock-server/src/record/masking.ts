import { createHash } from 'node:crypto';

const visibleStart = 2;
const visibleEnd = 4;

/**
 * A customer's code as recordings show it: its platform and its scenario stay, every digit between them is replaced, mostly by zeros. The
 * sandbox takes it as it would the code itself. Its last replaced digits are a digest, so that two codes stay two.
 */
function maskPaymentCode(code: string): string {
  if (code.length <= visibleStart + visibleEnd) return code;
  const hidden = code.slice(visibleStart, -visibleEnd);
  const digest = createHash('sha256').update(code).digest().readUInt16BE() % 10_000;
  const digits = String(digest).padStart(4, '0').padStart(hidden.length, '0').slice(-hidden.length);
  // What is no digit stays, since a wrong code has to stay as wrong.
  const masked = Array.from(hidden, (sign, at) => (/\p{Nd}/u.test(sign) ? digits[at] : sign)).join('');
  return code.slice(0, visibleStart) + masked + code.slice(-visibleEnd);
}

const maskKey = (key: string) => '*'.repeat(key.length);

/** The fields of the wire that hold what nobody should copy out of a recording. */
const masks: ReadonlyMap<unknown, (secret: string) => string> = new Map([
  ['author_code', maskPaymentCode],
  ['authen_key', maskKey],
  ['key', maskKey],
]);

/** A text in JSON is strings and what stands between them; a string that does not end is the last piece. */
const pieces = /"(?:[^"\\]|\\.)*"?|[^"]+/gs;

/**
 * JSON as it was written, with the payment codes and keys in it masked. Of a text that is not quite JSON, what can be recognised.
 *
 * @param text of any length; read once, from its beginning to its end
 */
export function maskSecrets(text: string): string {
  let mask: ((secret: string) => string) | undefined;
  let lastString: unknown;
  let masked = '';
  for (const [piece] of text.matchAll(pieces)) {
    if (piece.startsWith('"')) {
      lastString = parsed(piece);
      masked += mask && typeof lastString === 'string' ? JSON.stringify(mask(lastString)) : piece;
      mask = undefined;
    } else {
      mask = /^\s*:/.test(piece) ? masks.get(lastString) : undefined;
      masked += mask ? piece.replace(/\d+/, mask) : piece;
      // A number was the value, and the next string is another name.
      if (/\d/.test(piece)) mask = undefined;
    }
  }
  return masked;
}

function parsed(piece: string): unknown {
  try {
    return JSON.parse(piece);
  } catch {
    return undefined;
  }
}

/** A text that is no JSON of the protocol: whatever in it may be a payment code is masked. */
export function maskLongNumbers(text: string): string {
  return text.replace(/\d{12,}/g, maskPaymentCode);
}
