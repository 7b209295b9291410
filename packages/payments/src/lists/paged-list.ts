import { CloudPayError } from '@cloudpay/core';
import { PageTurning, type RawPage } from './page-turning.ts';

/** A page of a list. */
export interface Page<Entry> {
  /** 页码: its number, from 1. */
  readonly pageNum: number;
  /** Its entries, without those that came with an earlier page already. */
  readonly entries: readonly Entry[];
  /** 总数: how many entries the whole list had when this page was made; undefined when the service does not say. */
  readonly totalCount: number | undefined;
}

/** Where a list comes from. */
export interface PageSource<Entry, Facts extends object> {
  /** The page to begin with, from 1. */
  readonly firstPage: number;
  readonly signal: AbortSignal | undefined;
  /** What an entry is known by, wherever it stands; undefined for one that has no number. */
  keyOf(entry: Entry): string | undefined;
  /** Fetches one page, and what comes with it. */
  fetch(pageNum: number): Promise<RawPage<Entry> & Facts>;
}

/**
 * A list of the service: iterate it for its entries, or its {@link pages} for what comes with them. A page is fetched when its
 * first entry is asked for, one at a time; each iteration begins at the beginning, with a list of its own.
 *
 * The service makes each page from the orders of that moment, so the list may change while it is read. What holds then:
 * - No number comes twice, whatever arrives meanwhile. Numbers that came are remembered for that, about 100 bytes an entry.
 * - What is on the list from the first page to the last does come. One exception: when entries leave the list (for example, it
 * asks for a state that they lose), as many others may move up past the reader.
 * - What arrives meanwhile may come or not, and an entry is as it was when its page was made. A period that is over changes
 * least.
 * - The iteration ends: with an empty page, or after as many entries as the latest page says there are.
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
   * The pages, fetched one at a time. The first one always comes, the others when they hold something new.
   *
   * @throws CloudPayError when a page cannot be had, `ABORTED` when the caller's signal ended it
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

  /** The entries, each number once. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Entry, void, void> {
    for await (const { entries } of this.pages()) {
      for (const entry of entries) {
        throwIfAborted(this.#source.signal);
        yield entry;
      }
    }
  }
}

/** Between two pages, and between two entries of one. */
function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  // Reading changes nothing: that much is certain.
  throw new CloudPayError('读取被中止 (aborted by the caller)', { code: 'ABORTED', outcome: 'failed', cause: signal.reason });
}
