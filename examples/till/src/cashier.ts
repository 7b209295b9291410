import { createInterface, type Interface } from 'node:readline';

/** The person at the till: a screen and a keyboard, on which a scanner types like a person, with Enter at the end. */
export class Cashier implements Disposable {
  readonly #keyboard: Interface = createInterface({ input: process.stdin });
  readonly #lines = this.#keyboard[Symbol.asyncIterator]();

  show(text: string): void {
    console.log(text);
  }

  /** @returns undefined when nobody is there any more */
  async ask(question: string): Promise<string | undefined> {
    process.stdout.write(question);
    const { value, done } = await this.#lines.next();
    return done ? undefined : (value as string).trim();
  }

  leave(): void {
    this.#keyboard.close();
  }

  [Symbol.dispose](): void {
    this.leave();
  }
}
