import { CloudPayError } from '@cloudpay/core';
import { PageTurning, type RawPage } from './page-turning.ts';

/** A page of a list. */
export interface Page<Entry> {
  /** 页码: the number of the page, from 1. */
  readonly pageNum: number;
  /** The entries, without those that an earlier page had. */
  readonly entries: readonly Entry[];
  /** 总数: the number of entries of the whole list when this page was made; undefined when the service does not send it. */
  readonly totalCount: number | undefined;
}

/** The source of a list. */
export interface PageSource<Entry, Facts extends object> {
  /** The first page to fetch, from 1. */
  readonly firstPage: number;
  readonly signal: AbortSignal | undefined;
  /** The key of an entry; undefined for one without a number. */
  keyOf(entry: Entry): string | undefined;
  /** Fetches one page. */
  fetch(pageNum: number): Promise<RawPage<Entry> & Facts>;
}

/**
 * A list of the service: iterate it for its entries, or its {@link pages} for the facts beside them. Pages are fetched one at a
 * time, when their first entry is needed. Each iteration starts again with the first page.
 *
 * The service makes each page from the orders of that moment, so the list may change while it is read:
 * - No number comes twice, whatever arrives meanwhile. The iteration remembers the numbers, about 100 bytes for each entry.
 * - An entry that is on the list from the first page to the last does come. Exception: when entries leave the list (for
 * example, because the filter names a state that they lose), others may move to a page that was read already.
 * - An entry that arrives meanwhile may come or not. Each entry is as it was when its page was made. A period in the past
 * changes least.
 * - The iteration ends with an empty page, or after as many entries as the latest page counts.
 *
 * @example
 * for await (const entry of payments.listOrders({ startTime, endTime })) console.log(entry.kind);
 */
export class PagedList<Entry, Facts extends object = object> implements AsyncIterable<Entry> {
  readonly #source: PageSource<Entry, Facts>;

  /** @internal */
  constructor(source: PageSource<Entry, Facts>) {
    this.#source = source;
  }

  /**
   * Iterates the pages, fetched one at a time. The first one always comes, the others if they have a new entry.
   *
   * @throws CloudPayError when a page cannot be fetched; `ABORTED` when the caller's signal ended the iteration
   */
  async *pages(): AsyncGenerator<Page<Entry> & Facts, void, void> {
    const { firstPage, signal } = this.#source;
    const turning = new PageTurning<Entry>(firstPage, this.#source.keyOf);
    for (let pageNum = firstPage; ; pageNum += 1) {
      throwIfAborted(signal);
      const page = await this.#source.fetch(pageNum);
      const { fresh, isLast } = turning.take(page);
      if (fresh.length > 0 || pageNum === firstPage) {
        yield { ...page, pageNum, entries: fresh, totalCount: page.totalCount };
      }
      if (isLast) return;
    }
  }

  /** Iterates the entries, each number once. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Entry, void, void> {
    for await (const { entries } of this.pages()) {
      for (const entry of entries) {
        throwIfAborted(this.#source.signal);
        yield entry;
      }
    }
  }
}

/** Called before each page and each entry. */
function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  // Reading has no effect, so the outcome is certain.
  throw new CloudPayError('读取被中止 (aborted by the caller)', { code: 'ABORTED', outcome: 'failed', cause: signal.reason });
}
