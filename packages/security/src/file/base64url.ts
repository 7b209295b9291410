/**
 * Decodes base64url strictly: without padding, other alphabets or unused bits. So each byte sequence has exactly one text, and every change
 * of a file is noticed.
 *
 * @returns undefined when encoding the bytes again would not give the same text
 */
export function decodeStrictly(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
