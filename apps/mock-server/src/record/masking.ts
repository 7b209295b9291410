import { createHash } from 'node:crypto';

const visibleStart = 2;
const visibleEnd = 4;

/**
 * Masks a payment code in a recording. Its first digits (the platform) and last digits (the scenario) stay. The digits
 * between become zeros and a digest, so that different codes stay different. The sandbox treats a masked code like the
 * original.
 */
function maskPaymentCode(code: string): string {
  if (code.length <= visibleStart + visibleEnd) return code;
  const hidden = code.slice(visibleStart, -visibleEnd);
  const digest = createHash('sha256').update(code).digest().readUInt16BE() % 10_000;
  const digits = String(digest).padStart(4, '0').padStart(hidden.length, '0').slice(-hidden.length);
  // Other characters stay, so that an invalid code stays invalid.
  const masked = Array.from(hidden, (sign, at) => (/\p{Nd}/u.test(sign) ? digits[at] : sign)).join('');
  return code.slice(0, visibleStart) + masked + code.slice(-visibleEnd);
}

const maskKey = (key: string) => '*'.repeat(key.length);

/** The fields whose values are masked. */
const masks: ReadonlyMap<unknown, (secret: string) => string> = new Map([
  ['author_code', maskPaymentCode],
  ['authen_key', maskKey],
  ['key', maskKey],
]);

/** Splits JSON text into strings and the text between them. An unterminated string is the last piece. */
const pieces = /"(?:[^"\\]|\\.)*"?|[^"]+/gs;

/**
 * Masks payment codes and keys in JSON, and leaves the rest of the text unchanged. In damaged JSON it masks what it can
 * recognise.
 *
 * @param text of any length; it is read once
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
      // The value was a number, so the next string is another field's name.
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

/** Masks everything that may be a payment code, in text that is not JSON of the protocol. */
export function maskLongNumbers(text: string): string {
  return text.replace(/\d{12,}/g, maskPaymentCode);
}
