import type { Random } from '../random.ts';
import type { Scenario } from './scenario.ts';
import { shop } from './shop.ts';

const scenarios: readonly Scenario[] = [{ name: 'shop', weight: 60, hardships: (drawn) => drawn, play: shop }];

export function drawScenario(random: Random): Scenario {
  const total = scenarios.reduce((sum, { weight }) => sum + weight, 0);
  let rest = random() * total;
  return scenarios.find(({ weight }) => (rest -= weight) < 0) ?? (scenarios[0] as Scenario);
}
