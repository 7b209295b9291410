import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PageTurning, type RawPage } from '../../src/lists/page-turning.ts';

/** Reads a list to its end. `pageOf` makes each page at the moment of its call. */
function readAll<T>(pageOf: (pageNum: number) => RawPage<T>, keyOf: (entry: T) => string | undefined, firstPage = 1) {
  const turning = new PageTurning<T>(firstPage, keyOf);
  const read: T[] = [];
  for (let pageNum = firstPage; ; pageNum += 1) {
    const { fresh, isLast } = turning.take(pageOf(pageNum));
    read.push(...fresh);
    if (isLast) return { read, pages: pageNum - firstPage + 1 };
  }
}

const itself = (entry: string) => entry;
const numbered = (count: number, prefix = 'a') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** A service that slices a list. */
const slices =
  (list: readonly string[], size: number) =>
  (pageNum: number): RawPage<string> => ({
    entries: list.slice((pageNum - 1) * size, pageNum * size),
    totalCount: list.length,
  });

describe('a list that stands still', () => {
  test.each([
    { count: 0, size: 10, pages: 1 },
    { count: 1, size: 10, pages: 1 },
    { count: 10, size: 10, pages: 1 },
    { count: 11, size: 10, pages: 2 },
    { count: 20, size: 10, pages: 2 },
    { count: 3, size: 1, pages: 3 },
  ])('$count entries in pages of $size take $pages calls', ({ count, size, pages }) => {
    expect(readAll(slices(numbered(count), size), itself)).toEqual({ read: numbered(count), pages });
  });

  test('may be entered at any page', () => {
    expect(readAll(slices(numbered(25), 10), itself, 2)).toEqual({ read: numbered(25).slice(10), pages: 2 });
  });

  test('ends at once when it is entered behind its end', () => {
    expect(readAll(slices(numbered(25), 10), itself, 9)).toEqual({ read: [], pages: 1 });
  });

  test('is read whole from a service that cuts pages shorter than asked', () => {
    expect(readAll(slices(numbered(120), 50), itself).read).toEqual(numbered(120));
    expect(readAll(slices(numbered(120), 50), itself, 2).read).toEqual(numbered(120).slice(50));
  });

  test('names an entry once that stands in it twice', () => {
    const list = ['a', 'b', 'b', 'c', 'a', 'd'];
    expect(readAll(slices(list, 2), itself).read).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a total that cannot be believed', () => {
  const untold = (totalCount: number | undefined) => (pageNum: number) => ({
    ...slices(numbered(25), 10)(pageNum),
    totalCount,
  });

  test.each([undefined, 0, 3])('%s beside 25 entries: the empty page ends the list', (total) => {
    expect(readAll(untold(total), itself)).toEqual({ read: numbered(25), pages: 4 });
  });

  test('a total that is never reached: the empty page ends the list', () => {
    expect(readAll(untold(1_000_000), itself)).toEqual({ read: numbered(25), pages: 4 });
  });

  test('on the first page alone', () => {
    const firstOnly = (pageNum: number) => ({
      ...slices(numbered(25), 10)(pageNum),
      totalCount: pageNum === 1 ? 25 : undefined,
    });
    expect(readAll(firstOnly, itself).read).toEqual(numbered(25));
  });
});

describe('a service that does not turn pages', () => {
  const always = (totalCount: (pageNum: number) => number | undefined) => (pageNum: number) => ({
    entries: ['a', 'b'],
    totalCount: totalCount(pageNum),
  });

  test.each([
    { total: 'none', totalCount: () => undefined, pages: 2 },
    { total: 'that of the page', totalCount: () => 2, pages: 1 },
    { total: 'a larger one', totalCount: () => 7, pages: 4 },
  ])('with a total: $total', ({ totalCount, pages }) => {
    expect(readAll(always(totalCount), itself)).toEqual({ read: ['a', 'b'], pages });
    // Without numbers the page that comes again as a whole gives it away.
    expect(readAll(always(totalCount), () => undefined)).toEqual({ read: ['a', 'b'], pages });
  });

  test.each([
    { total: 'that runs ahead of the pages', totalCount: (pageNum: number) => pageNum * 1_000 },
    { total: 'without measure', totalCount: () => Number.MAX_SAFE_INTEGER },
  ])('with a total $total: the reading fails, instead of going on for ever', ({ totalCount }) => {
    let calls = 0;
    const read = () =>
      readAll((pageNum) => {
        calls += 1;
        return always(totalCount)(pageNum);
      }, itself);
    expect(read).toThrow(expect.objectContaining({ code: 'UNREADABLE_RESPONSE' }));
    expect(calls).toBeLessThan(200);
  });
});

describe('lines without numbers', () => {
  test('are not matched by what they say', () => {
    const list = ['same', 'same', 'same', 'other', 'same'];
    expect(readAll(slices(list, 2), () => undefined).read).toEqual(list);
  });
});

describe('a list that changes while it is read', () => {
  /** What happens before each page: how many orders arrive, at which end. */
  const history = fc.array(fc.nat({ max: 40 }), { maxLength: 12 });
  const sizes = fc.integer({ min: 1, max: 12 });

  test.each(['newest first', 'oldest first'])('%s: every entry that was there comes, once', (order) => {
    fc.assert(
      fc.property(fc.nat({ max: 80 }), sizes, history, (count, size, arrivals) => {
        const initial = numbered(count);
        let list = [...initial];
        const { read } = readAll((pageNum) => {
          const arrived = pageNum === 1 ? [] : numbered(arrivals[pageNum - 2] ?? 0, `n${pageNum}-`);
          list = order === 'newest first' ? [...arrived.reverse(), ...list] : [...list, ...arrived];
          return slices(list, size)(pageNum);
        }, itself);
        expect(new Set(read).size).toBe(read.length);
        expect(read.filter((entry) => entry.startsWith('a'))).toEqual(initial);
      }),
      { seed: 20_231_115, numRuns: 500 },
    );
  });

  test('shrinking, or emptied: it ends, and nothing comes twice', () => {
    fc.assert(
      fc.property(fc.nat({ max: 80 }), sizes, history, (count, size, departures) => {
        let list = numbered(count);
        const { read } = readAll((pageNum) => {
          list = list.slice(departures[pageNum - 1] ?? 0);
          return slices(list, size)(pageNum);
        }, itself);
        expect(new Set(read).size).toBe(read.length);
      }),
      { seed: 20_231_115, numRuns: 500 },
    );
  });
});
