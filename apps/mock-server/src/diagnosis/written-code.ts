import type { Mistake } from './diagnosis.ts';
import type { MistakeName } from './mistakes.ts';

/** One way to read the text of a code. */
export interface Reading {
  /** Empty if the code is encoded correctly. */
  readonly mistakes: readonly Mistake[];
  /** Whether these bytes, encoded in this way, give the text of the code. */
  matches(bytes: Buffer): boolean;
  /** Encodes other bytes in this way. */
  write(bytes: Buffer): string;
}

type Write = (bytes: Buffer) => string;

const hex: Write = (bytes) => bytes.toString('hex').toUpperCase();
const unpaddedHex: Write = (bytes) =>
  Array.from(bytes, (byte) => byte.toString(16))
    .join('')
    .toUpperCase();

/** Fewer hex digits are ignored: a code contains them by chance. */
const minDigits = 16;

/** Lengths of the codes that common functions produce, in bytes. HMAC-SHA256 comes first. */
const sizes = [32, 16, 20, 64];

/**
 * All readings of a code, the right one first.
 *
 * @param code any string; it comes from an unauthenticated client
 */
export function readingsOf(code: string): readonly Reading[] {
  const text = code.trim();
  const readings = readingsWithin(text);
  if (text === code) return readings;
  return readings.map(({ mistakes, matches, write }) => ({
    mistakes: [of('codeSpaced'), ...mistakes],
    matches,
    write: (bytes) => code.replace(text, () => write(bytes)),
  }));
}

function readingsWithin(text: string): readonly Reading[] {
  const readings: Reading[] = [];
  const read = (written: string, write: Write, ...mistakes: readonly Mistake[]) =>
    readings.push({ mistakes, matches: (bytes) => write(bytes) === written, write });
  /** Applies only if the text has the length of such an encoding. */
  const readSized: typeof read = (written, write, ...mistakes) =>
    sizes.some((size) => write(Buffer.alloc(size)).length === written.length) ? read(written, write, ...mistakes) : 0;

  const upper = text.toUpperCase();
  const { length } = upper;
  readSized(upper, hex);
  if (/^[0-9A-F]+$/.test(upper) && length < 64 && length >= minDigits) {
    read(upper, unpaddedHex, of('codeUnpadded'));
    read(upper, (bytes) => hex(bytes).slice(0, length), of('codeCutShort', String(length)));
  }
  if (/^[0-9A-F]{64}./s.test(upper)) read(upper, (bytes) => hex(bytes) + upper.slice(64), of('codeTooLong'));
  const [, prefix = '', separator = ''] = /^(0X)?[0-9A-F]{2}([-: ]?)/.exec(upper) ?? [];
  readSized(upper, (bytes) => prefix + (hex(bytes).match(/../g) ?? []).join(separator), of('codeSeparated'));
  for (const encoding of ['base64', 'base64url', 'hex'] as const) {
    const encode: Write = (bytes) => bytes.toString(encoding).replace(/=+$/, '');
    const written = encoding === 'hex' ? text.toLowerCase() : text.replace(/=+$/, '');
    if (encoding !== 'hex') readSized(written, encode, of('codeBase64'));
    readSized(written, (bytes) => encode(Buffer.from(hex(bytes))), of('codeEncodedTwice', encoding));
    readSized(written, (bytes) => encode(Buffer.from(hex(bytes).toLowerCase())), of('codeEncodedTwice', encoding));
  }
  return readings;
}

function of(name: MistakeName, detail?: string): Mistake {
  return detail === undefined ? { name } : { name, detail };
}
