import { withoutColours } from './colours.ts';

/** Chinese characters and their punctuation take two columns of a terminal. */
const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/gu;

/** How many columns a text takes. Colours take none. */
export function widthOf(text: string): number {
  const shown = withoutColours(text);
  return [...shown].length + (shown.match(wide)?.length ?? 0);
}

/** Fills a text up with spaces, to a number of columns. */
export function padTo(columns: number, text: string): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}
