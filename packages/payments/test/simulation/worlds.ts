import { live } from './world.ts';
import type { Sdk } from './world-parts.ts';

/** A world in which something happened that must not. */
export interface Violation {
  readonly seed: number;
  readonly what: readonly string[];
}

/**
 * Lives the worlds of consecutive seeds.
 *
 * @param stopAt how many violations are enough
 */
export async function liveMany(
  sdk: Sdk,
  first: number,
  count: number,
  stopAt = Number.POSITIVE_INFINITY,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (let seed = first; seed < first + count && violations.length < stopAt; seed += 1) {
    const what = await live(seed, sdk);
    if (what.length > 0) violations.push({ seed, what });
  }
  return violations;
}
