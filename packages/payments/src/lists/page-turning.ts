import { CloudPayError } from '@cloudpay/core';

/** A page as the service sends it. */
export interface RawPage<Entry> {
  readonly entries: readonly Entry[];
  /** The number of entries of the whole list, by this page. */
  readonly totalCount?: number | undefined;
}

/** The most pages in a row without a new entry, in a list that grows while it is read. No till makes orders faster. */
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
  /** The number of entries that came, repeated ones included: the position at which the next page begins. */
  #position: number | undefined;
  #barren = 0;

  /**
   * @param firstPage the number of the first page, from 1
   * @param keyOf the key of an entry; an entry without a key is skipped only when a whole page is repeated
   */
  constructor(firstPage: number, keyOf: (entry: Entry) => string | undefined) {
    this.#firstPage = firstPage;
    this.#keyOf = keyOf;
  }

  /**
   * Takes the next page.
   *
   * @returns its new entries, and whether it is the last page
   * @throws CloudPayError `UNREADABLE_RESPONSE` when the pages repeat themselves and never reach the total
   */
  take({ entries, totalCount }: RawPage<Entry>): { fresh: Entry[]; isLast: boolean } {
    const { length } = entries;
    if (length === 0) return { fresh: [], isLast: true };
    // The skipped pages are taken to be as long as this one: if the service shortens pages, it shortens all of them.
    this.#position = (this.#position ?? (this.#firstPage - 1) * length) + length;
    const { isDeepStrictEqual } = process.getBuiltinModule('node:util');
    const fresh = isDeepStrictEqual(entries, this.#previous) ? [] : entries.filter((entry) => this.#isNew(entry));
    this.#previous = entries;
    this.#barren = fresh.length === 0 ? this.#barren + 1 : 0;
    // A total below the length of this page was not filled in by the service.
    const hasTotal = totalCount !== undefined && totalCount >= length;
    const isLast = hasTotal ? this.#position >= totalCount : this.#barren > 0;
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
