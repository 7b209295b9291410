import type { Told } from '../told.ts';
import type { World } from '../world-parts.ts';
import { checkEvidence } from './evidence.ts';
import { checkJournal } from './journal.ts';
import { checkMoney } from './money.ts';
import { checkRefunds } from './refunds.ts';
import { checkSends } from './sends.ts';
import { checkWords } from './words.ts';

/**
 * Holds what was told, sent and recorded against the service's own books.
 *
 * @param last what the last processes told, when all was quiet
 */
export function check(world: World, last: readonly Told[]): void {
  const problems = [checkMoney, checkEvidence, checkWords, checkRefunds, checkSends].flatMap((rule) => rule(world));
  world.violations.push(...problems, ...checkJournal(world, last));
}
