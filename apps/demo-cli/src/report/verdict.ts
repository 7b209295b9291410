import type { Colours } from '../terminal/colours.ts';
import type { Display } from '../terminal/display.ts';

/** An outcome in words. */
export interface OutcomeWords {
  /** Coloured, in capitals where it is English: what the cashier reads. */
  readonly verdict: string;
  /** What is behind it. */
  readonly reason?: string | undefined;
  /** What to do, in lines. */
  readonly advice?: readonly string[];
}

/** How a verdict looks: as wished, not as wished, or not certain. */
export function verdicts(colours: Colours) {
  return {
    good: (text: string) => colours.green(colours.bold(`✔ ${text}`)),
    bad: (text: string) => colours.red(colours.bold(`✘ ${text}`)),
    doubtful: (text: string) => colours.yellow(colours.bold(`? ${text}`)),
  };
}

/** Shows an outcome, below what led to it. */
export function showVerdict({ verdict, reason, advice = [] }: OutcomeWords, display: Display): void {
  display.line();
  display.line(verdict);
  if (reason !== undefined) display.paragraph(reason, '  ');
  for (const line of advice) display.paragraph(line, '  ');
}
