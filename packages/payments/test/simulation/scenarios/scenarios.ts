import type { Random } from '../random.ts';
import { cancelRace } from './cancel-race.ts';
import { refundDesk } from './refund-desk.ts';
import { relay } from './relay.ts';
import { reusedNumber } from './reused-number.ts';
import type { Scenario } from './scenario.ts';
import { secondOpinion } from './second-opinion.ts';
import { shop } from './shop.ts';
import { shortWaits } from './short-waits.ts';
import { sleeper } from './sleeper.ts';
import { youngStranger } from './young-stranger.ts';

const scenarios: readonly Scenario[] = [
  shop,
  relay,
  cancelRace,
  refundDesk,
  reusedNumber,
  youngStranger,
  sleeper,
  secondOpinion,
  shortWaits,
];

export function drawScenario(random: Random): Scenario {
  let rest = random() * scenarios.reduce((sum, { weight }) => sum + weight, 0);
  for (const scenario of scenarios) {
    rest -= scenario.weight;
    if (rest < 0) return scenario;
  }
  return shop;
}
