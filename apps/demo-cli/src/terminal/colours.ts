import { randomUUID } from 'node:crypto';
import { plainText } from './plain-text.ts';

/** Makes a mark ours: no text from outside can contain it. */
const secret = randomUUID();
const marks = new RegExp(`\\x02${secret}:(\\d+)\\x03`);

/** The numbers that start and end a colour in a terminal (SGR of ECMA-48). */
const sequences = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  whiteOnBlack: [97, 39, 40, 49],
} as const;

/** Functions that colour a text; where there are no colours they leave it as it is. */
export type Colours = Readonly<Record<keyof typeof sequences, (text: string) => string>>;

/** Colours are marks at first. {@link rendered} turns them into sequences, after it has cleaned the rest. */
export function coloursFor(hasColours: boolean): Colours {
  const functions = Object.entries(sequences).map(([name, numbers]) => {
    const [start, end, ...more] = numbers.map((number) => `\x02${secret}:${number}\x03`);
    const [nextStart = '', nextEnd = ''] = more;
    return [name, hasColours ? (text: string) => start + nextStart + text + nextEnd + end : (text: string) => text];
  });
  return Object.fromEntries(functions) as Colours;
}

/** A line as it goes to the terminal: our colours, and nothing else that the terminal would obey. */
export function rendered(text: string): string {
  // Every second part is the number in a mark.
  return text
    .split(marks)
    .map((part, index) => (index % 2 === 0 ? plainText(part) : `\x1b[${part}m`))
    .join('');
}

/** What of a text takes columns of the terminal. */
export function withoutColours(text: string): string {
  return text
    .split(marks)
    .filter((_, index) => index % 2 === 0)
    .map(plainText)
    .join('');
}
