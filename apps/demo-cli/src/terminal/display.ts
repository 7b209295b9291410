import pc from 'picocolors';
import { LiveLine } from './live-line.ts';

/** Functions that colour a text; where there are no colours they leave it as it is. */
export type Colours = ReturnType<typeof pc.createColors>;

/** Standard output or standard error, say. */
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
    this.colours = pc.createColors(this.isLive && !NO_COLOR);
  }

  /** How wide it is; outside a terminal there is no limit. */
  get columns(): number {
    return this.#stream.columns || Number.POSITIVE_INFINITY;
  }

  /** Whether there is still somebody who reads: not behind `| head`, when it has read enough. */
  get isOpen(): boolean {
    return this.#stream.writable;
  }

  /** Writes a line, or several. */
  line(text = ''): void {
    if (this.#live === undefined) this.#stream.write(`${text}\n`);
    else this.#live.above(text);
  }

  /**
   * Shows what is waited for, and for how long, until {@link endWait}. Does nothing outside a terminal.
   *
   * @param since `performance.now()` of the start
   */
  wait(text: string, since: number): void {
    this.waitShowing(() => `${text} ${this.colours.dim(`· ${Math.floor((performance.now() - since) / 1000)} s`)}`);
  }

  /** {@link wait}, with a text that changes: a countdown, say. */
  waitShowing(text: () => string): void {
    if (!this.isLive) return;
    this.#live?.stop();
    this.#live = new LiveLine(this.#stream, (frame) => `${this.colours.cyan(frame)} ${text()}`);
    this.#live.start();
  }

  endWait(): void {
    this.#live?.stop();
    this.#live = undefined;
  }
}
