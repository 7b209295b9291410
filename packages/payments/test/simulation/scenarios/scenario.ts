import type { Hardships } from '../hardships.ts';
import type { TillProcess } from '../till/process.ts';
import type { World } from '../world-parts.ts';

/** What happens in a world until the weather clears. */
export interface Scenario {
  readonly name: string;
  /** How often it is played, against the others. */
  readonly weight: number;
  /** What it bears of the hardships that were drawn. */
  hardships(drawn: Hardships): Hardships;
  /** @returns the processes that took part */
  play(world: World): Promise<TillProcess[]>;
}
