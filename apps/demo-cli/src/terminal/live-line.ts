const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameTime = 100;

const clearLine = '\r\x1b[2K';
/** A line that wraps could not be cleared: too narrow a terminal cuts it off instead. */
const wrapOff = '\x1b[?7l';
const wrapOn = '\x1b[?7h';

/** The last line of a terminal, which is drawn again and again while something is waited for. */
export class LiveLine {
  readonly #terminal: NodeJS.WritableStream;
  readonly #draw: (frame: string) => string;
  #timer: NodeJS.Timeout | undefined;
  #count = 0;

  /** @param draw the text for the moment, given the frame of the spinner */
  constructor(terminal: NodeJS.WritableStream, draw: (frame: string) => string) {
    this.#terminal = terminal;
    this.#draw = draw;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.redraw(), frameTime);
    this.redraw();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#terminal.write(clearLine);
  }

  /** Writes a line above, and goes on below it. */
  above(text: string): void {
    this.#terminal.write(`${clearLine}${text}\n`);
    this.redraw();
  }

  redraw(): void {
    const frame = frames[this.#count++ % frames.length] as string;
    this.#terminal.write(`${clearLine}${wrapOff}${this.#draw(frame)}${wrapOn}`);
  }
}
