import { widthOf } from './width.ts';

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** How many columns of the terminal it takes at least, the gap behind it not counted. */
  readonly width: number;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
}

/** Columns of the terminal between two of a table; a wide table makes do with less. */
const usualGap = 2;

/** A line of a table. Lines are made one at a time: a long list is shown while it is read. */
export function tableRow(columns: readonly Column[], cells: readonly string[], gap = usualGap): string {
  const padded = columns.map(({ width, isNumber = false }, at) => {
    const cell = cells[at] ?? '';
    const rest = ' '.repeat(Math.max(0, width - widthOf(cell)));
    return isNumber ? rest + cell : cell + rest;
  });
  return padded.join(' '.repeat(gap)).trimEnd();
}

/** The line above the others. */
export function tableHead(columns: readonly Column[], gap = usualGap): string {
  return tableRow(
    columns,
    columns.map(({ title }) => title),
    gap,
  );
}
