/**
 * A comment of the schema as a doc comment.
 *
 * @param more what the generator adds to it
 * @returns nothing where there is nothing to say
 */
export function docComment(comment: string | null | undefined, indent: string, more = ''): string {
  const text = [comment ?? '', more].filter((part) => part !== '').join('\n');
  if (text === '') return '';
  const lines = text.replaceAll('*/', '*\\/').split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
