/**
 * Decodes base64url, and nothing else: no padding, no other alphabet, no spare bits. Of several spellings of the same bytes only one is
 * ours, so that no change of a file goes unnoticed.
 *
 * @returns undefined when the text is not what encoding its bytes would make
 */
export function decodeStrictly(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
