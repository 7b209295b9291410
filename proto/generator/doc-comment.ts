/**
 * Writes a comment of the schema as a doc comment.
 *
 * @param more text that the generator adds
 * @returns an empty string if there is no text
 */
export function docComment(comment: string | null | undefined, indent: string, more = ''): string {
  const text = [comment ?? '', more].filter((part) => part !== '').join('\n');
  if (text === '') return '';
  const lines = text.replaceAll('*/', '*\\/').split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
