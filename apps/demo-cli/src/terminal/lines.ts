import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { rendered } from './colours.ts';

/** How to ask for a line. */
export interface Question {
  readonly prompt: string;
  /** Whether what is typed must not be seen. */
  readonly hidden?: boolean;
}

/**
 * The lines of standard input: of a person who is asked for them in a terminal, or of a script. What comes before it is asked for is kept, so
 * that an eager scanner loses nothing.
 */
export class Lines implements Disposable {
  readonly #lines: Interface;
  readonly #arrived: string[] = [];
  #waiting: ((line: string | undefined) => void) | undefined;
  #isClosed = false;
  #isShown = false;

  constructor() {
    const { stdin, stdout } = process;
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        if (this.#isShown) stdout.write(chunk);
        done();
      },
    });
    this.#lines = createInterface({ input: stdin, output, terminal: stdin.isTTY === true });
    this.#lines.on('line', (line) => this.#receive(line));
    this.#lines.on('close', () => this.#end());
    // While readline reads keys one by one, Ctrl-C is a key like any other. At a question it ends the lines; otherwise it is what it always is.
    this.#lines.on('SIGINT', () => {
      if (this.#waiting === undefined) process.kill(process.pid, 'SIGINT');
      else this.#lines.close();
    });
  }

  /**
   * The next line, without spaces around it.
   *
   * @param question for a person; a script is not asked
   * @returns undefined at the end of the input
   */
  async next(question?: Question): Promise<string | undefined> {
    if (question !== undefined) this.#show(question);
    const line = this.#arrived.shift() ?? (this.#isClosed ? undefined : await this.#following());
    if (question !== undefined) this.#hide(question, line);
    return line?.trim();
  }

  [Symbol.dispose](): void {
    this.#lines.close();
  }

  #following(): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #receive(line: string): void {
    if (this.#waiting === undefined) this.#arrived.push(line);
    else this.#answer(line);
  }

  #end(): void {
    this.#isClosed = true;
    if (this.#waiting !== undefined) this.#answer(undefined);
  }

  #answer(line: string | undefined): void {
    const response = this.#waiting;
    this.#waiting = undefined;
    response?.(line);
  }

  #show({ prompt, hidden = false }: Question): void {
    if (this.#isClosed) return;
    if (hidden || this.#arrived.length > 0) {
      process.stdout.write(rendered(prompt));
      return;
    }
    this.#isShown = true;
    this.#lines.setPrompt(rendered(prompt));
    this.#lines.prompt(true);
  }

  #hide({ hidden = false }: Question, line: string | undefined): void {
    // Where it was shown, the key Enter was shown with it.
    if (hidden || !this.#isShown || line === undefined) process.stdout.write('\n');
    this.#isShown = false;
  }
}
