import type { Display } from './display.ts';
import { padTo } from './width.ts';

const labelWidth = 18;

/** A labelled line, such as `订单号 Order  sz01…`. */
export function showFact(display: Display, label: string, value: string): void {
  display.line(`${display.colours.dim(padTo(labelWidth, label))}${value}`);
}
