import type { Hardships } from '../hardships.ts';
import { between, chance, pick, type Random } from '../random.ts';
import type { SimulatedTime } from '../simulated-time.ts';

/** What a host does with what reaches it. `refusing`: it refuses everything without a code. */
export type Condition = 'good' | 'dead' | 'hanging' | 'rubbish' | 'refusing';

/** The state of each host, which changes. */
export class Weather {
  isCalm = false;
  readonly #conditions: Condition[];
  readonly #time: SimulatedTime;
  readonly #random: Random;

  constructor(time: SimulatedTime, random: Random, { hostCount, badHosts, refusing }: Hardships) {
    this.#time = time;
    this.#random = random;
    this.#conditions = Array.from({ length: hostCount }, () => 'good');
    for (let host = 0; host < hostCount; host += 1) {
      if (chance(random, badHosts)) this.#change(host);
      if (refusing === 'all' || (refusing === 'one' && host === 0)) this.#refuse(host);
    }
  }

  at(host: number): Condition {
    return this.isCalm ? 'good' : (this.#conditions[host] ?? 'good');
  }

  #change(host: number): void {
    if (this.isCalm) return;
    this.#conditions[host] = pick(this.#random, ['good', 'dead', 'hanging', 'rubbish'] as const);
    this.#time.after(between(this.#random, 5_000, 120_000), () => this.#change(host));
  }

  /** For a while, from some time on. */
  #refuse(host: number): void {
    const set = (condition: Condition) => () => {
      this.#conditions[host] = condition;
    };
    const start = between(this.#random, 0, 40_000);
    this.#time.after(start, set('refusing'));
    this.#time.after(start + between(this.#random, 2_000, 90_000), set('good'));
  }
}
