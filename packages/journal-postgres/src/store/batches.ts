import { setImmediate } from 'node:timers';

/** The most items of one batch: others wait for the rows that it locks. */
const largest = 256;

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers what is asked for in one turn of the event loop, and while the batch before it is under way. */
export class Batches<Item, Answer> {
  readonly #keyOf: (item: Item) => string;
  readonly #execute: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Answer>[]>;
  #waiting: Waiting<Item, Answer>[] = [];
  #running: Promise<void> | undefined;

  /** @param keyOf two items of one key never stand in one batch */
  constructor(
    keyOf: (item: Item) => string,
    execute: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Answer>[]>,
  ) {
    this.#keyOf = keyOf;
    this.#execute = execute;
  }

  add(item: Item): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#waiting.push({ item, resolve, reject });
    this.#running ??= this.#run();
    return promise;
  }

  /** Resolves when nothing is under way. */
  async finish(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#next();
      try {
        const answers = await this.#execute(batch.map(({ item }) => item));
        for (const [at, { resolve, reject }] of batch.entries()) {
          const answer = answers[at] as PromiseSettledResult<Answer>;
          if (answer.status === 'fulfilled') resolve(answer.value);
          else reject(answer.reason);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#running = undefined;
  }

  #next(): readonly Waiting<Item, Answer>[] {
    const batch = new Map<string, Waiting<Item, Answer>>();
    const later: Waiting<Item, Answer>[] = [];
    for (const waiting of this.#waiting) {
      const key = this.#keyOf(waiting.item);
      if (batch.size < largest && !batch.has(key)) batch.set(key, waiting);
      else later.push(waiting);
    }
    this.#waiting = later;
    return [...batch.values()];
  }
}
