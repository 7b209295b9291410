import { CloudPayError } from '@cloudpay/core';

/** A page as the service tells it. */
export interface RawPage<Entry> {
  readonly entries: readonly Entry[];
  /** How many entries the whole list has, by this page. */
  readonly totalCount?: number | undefined;
}

/** So many pages in a row may bring nothing new, when a list grows while it is read. No till makes orders faster than that. */
const maxBarrenPages = 100;

/**
 * Decides, page by page, which entries are new and whether the list goes on.
 *
 * The service numbers pages from the list's beginning at the moment of each call. When orders arrive at that end between two
 * calls, the others move back, and a page repeats entries of the page before. So an entry counts once by its number, however
 * often it comes.
 *
 * The list ends with an empty page, or with as many entries as the latest total says. A short page alone does not end it: the
 * service may have a smaller limit than the page size that was asked for. Without a believable total it ends with a page that
 * brings nothing new.
 */
export class PageTurning<Entry> {
  readonly #keyOf: (entry: Entry) => string | undefined;
  readonly #firstPage: number;
  readonly #seen = new Set<string>();
  #previous: readonly Entry[] = [];
  /** How many entries came, repeated ones included: where in the list the next page begins. */
  #position: number | undefined;
  #barren = 0;

  /**
   * @param firstPage the number of the page that comes first, from 1
   * @param keyOf what an entry is known by; an entry without a key is left out only when a page comes again as a whole
   */
  constructor(firstPage: number, keyOf: (entry: Entry) => string | undefined) {
    this.#firstPage = firstPage;
    this.#keyOf = keyOf;
  }

  /**
   * Takes the next page.
   *
   * @returns its new entries, and whether it is the last page
   * @throws CloudPayError `UNREADABLE_RESPONSE` when the pages go round in circles under a total that is never reached
   */
  take({ entries, totalCount }: RawPage<Entry>): { fresh: Entry[]; isLast: boolean } {
    const { length } = entries;
    if (length === 0) return { fresh: [], isLast: true };
    // The pages that were skipped were as long as this one: should the service cut pages short, so it did with those.
    this.#position = (this.#position ?? (this.#firstPage - 1) * length) + length;
    const { isDeepStrictEqual } = process.getBuiltinModule('node:util');
    const fresh = isDeepStrictEqual(entries, this.#previous) ? [] : entries.filter((entry) => this.#isNew(entry));
    this.#previous = entries;
    this.#barren = fresh.length === 0 ? this.#barren + 1 : 0;
    // A total below what this very page holds was never filled in.
    const isTold = totalCount !== undefined && totalCount >= length;
    const isLast = isTold ? this.#position >= totalCount : this.#barren > 0;
    if (!isLast && this.#barren > maxBarrenPages) throw endless();
    return { fresh, isLast };
  }

  #isNew(entry: Entry): boolean {
    const key = this.#keyOf(entry);
    if (key === undefined) return true;
    const { size } = this.#seen;
    return this.#seen.add(key).size > size;
  }
}

function endless(): CloudPayError {
  return new CloudPayError('列表分页没有尽头 (the pages of the list repeat themselves without an end)', {
    code: 'UNREADABLE_RESPONSE',
    outcome: 'failed',
  });
}
