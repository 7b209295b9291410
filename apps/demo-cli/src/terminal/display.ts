import { type Colours, coloursFor, rendered } from './colours.ts';
import { LiveLine } from './live-line.ts';
import { plainText } from './plain-text.ts';
import { widthOf } from './width.ts';
import { wrapped } from './wrap.ts';

/** For example standard output or standard error. */
type DisplayStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/**
 * What people see. In a terminal it has colours and a live line while something is waited for; anywhere else it is plain lines.
 */
export class Display {
  readonly colours: Colours;
  /** Whether a person looks at it at this moment. */
  readonly isLive: boolean;
  readonly #stream: DisplayStream;
  #live: LiveLine | undefined;

  constructor(stream: DisplayStream) {
    const { NO_COLOR, TERM } = process.env;
    this.#stream = stream;
    this.isLive = stream.isTTY === true && TERM !== 'dumb';
    this.colours = coloursFor(this.isLive && !NO_COLOR);
  }

  /** How wide it is; outside a terminal there is no limit. */
  get columns(): number {
    return this.#stream.columns || Number.POSITIVE_INFINITY;
  }

  /** Whether there is still somebody who reads: not behind `| head`, when it has read enough. */
  get isOpen(): boolean {
    return this.#stream.writable;
  }

  /** Writes a line. Whatever is in the text, it stays one line, and has no effect on the others. */
  line(text = ''): void {
    const shown = rendered(text);
    if (this.#live === undefined) this.#stream.write(`${shown}\n`);
    else this.#live.above(shown);
  }

  /**
   * Writes a text in as many lines as it needs in the terminal. A command that people copy belongs into {@link line}.
   *
   * @param indent what each line begins with
   */
  paragraph(text: string, indent: string, colour: (text: string) => string = (plain) => plain): void {
    for (const line of wrapped(plainText(text), this.columns - widthOf(indent))) this.line(indent + colour(line));
  }

  /**
   * Shows what is waited for, and for how long, until {@link endWait}. Does nothing outside a terminal.
   *
   * @param since `performance.now()` of the start
   */
  wait(text: string, since: number): void {
    this.waitShowing(() => `${text} ${this.colours.dim(`· ${Math.floor((performance.now() - since) / 1000)} s`)}`);
  }

  /** {@link wait}, with a text that changes, for example a countdown. */
  waitShowing(text: () => string): void {
    if (!this.isLive) return;
    this.#live?.stop();
    this.#live = new LiveLine(this.#stream, (frame) => rendered(`${this.colours.cyan(frame)} ${text()}`));
    this.#live.start();
  }

  endWait(): void {
    this.#live?.stop();
    this.#live = undefined;
  }
}
