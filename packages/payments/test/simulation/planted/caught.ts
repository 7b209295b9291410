import { afterAll, describe, expect, test } from 'vitest';
import type { Bug } from './bug.ts';
import { Plantation } from './plant.ts';

/** Declares a test for each bug: the simulation finds it. */
export function declareBugs(name: string, bugs: readonly Bug[]): void {
  describe(name, () => {
    const plantation = new Plantation();
    afterAll(() => plantation.remove());
    test.each(bugs)('caught: $name', { timeout: 300_000 }, async (bug) => {
      expect(await plantation.firstViolation(bug)).toBeDefined();
    });
  });
}
