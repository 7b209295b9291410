import { widthOf } from './width.ts';

/** What stays together in a line: a Chinese character, or a word; and the punctuation behind it. */
const unbroken = /(?:[\u2E80-\u9FFF]|[^\s\u2E80-\u9FFF\uFF00-\uFF60]+)?[\u3000-\u303F\uFF00-\uFF60]*\s*/gu;

/** Breaks a text into lines of at most so many columns of the terminal, where it may be broken. A longer word stays whole. */
export function wrapped(text: string, columns: number): string[] {
  const lines = [''];
  for (const [part] of text.matchAll(unbroken)) {
    // The expression matches nothing at the end of the text.
    if (part === '') continue;
    const line = lines.at(-1) as string;
    const isFull = line !== '' && widthOf(line) + widthOf(part.trimEnd()) > columns;
    if (isFull) lines.push(part);
    else lines[lines.length - 1] = line + part;
  }
  return lines.map((line) => line.trimEnd());
}
