/** So many codes are remembered at least, and twice as many at most. */
const generation = 10_000;

let young = new Set<string>();
let old = new Set<string>();

/**
 * Notes the authentication code of a response. A response that comes a second time is a replay, or the echo of an earlier call, and says nothing
 * about the present.
 *
 * @param code verified, in upper case
 * @returns whether this process sees it for the first time, as far as its memory reaches
 */
export function isFresh(code: string): boolean {
  if (young.has(code) || old.has(code)) return false;
  if (young.size >= generation) {
    old = young;
    young = new Set();
  }
  young.add(code);
  return true;
}
