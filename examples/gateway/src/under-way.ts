import { isDeepStrictEqual } from 'node:util';
import { ConflictError } from './errors.ts';

/** What is under way, by number: a request that a till sends again joins what it has begun, and begins nothing. */
export class UnderWay<Handle extends { result(): Promise<unknown> }> {
  readonly #begun = new Map<string, { readonly request: object; readonly handle: Promise<Handle> }>();

  get(number: string): Promise<Handle> | undefined {
    return this.#begun.get(number)?.handle;
  }

  /** @throws ConflictError when the number is under way with another content */
  begin(number: string, request: object, start: () => Promise<Handle>): Promise<Handle> {
    const begun = this.#begun.get(number);
    if (begun !== undefined) {
      if (!isDeepStrictEqual(begun.request, request)) throw new ConflictError(number);
      return begun.handle;
    }
    const handle = start();
    this.#begun.set(number, { request, handle });
    const end = () => this.#begun.delete(number);
    handle.then((started) => started.result()).then(end, end);
    return handle;
  }
}
