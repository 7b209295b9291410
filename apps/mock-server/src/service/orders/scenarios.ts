import type { Mishap } from '../../wire/mishaps.ts';
import { type RefusalContent, refusals } from '../../wire/refusal.ts';
import type { OrderStage } from './order-states.ts';

/** What a micro pay does, chosen by the last four digits of the customer's code. */
export type Scenario = AcceptedScenario | RefusedScenario;

interface AcceptedScenario {
  /** Where the order stands at once. */
  readonly stage: OrderStage;
  /** What the second query of the order shows. */
  readonly atSecondQuery?: OrderStage;
  /** What happens to the first request of an order alone. */
  readonly firstRequest?: Mishap;
  /** What happens to every request of the order. */
  readonly everyRequest?: Mishap;
}

/** Nothing is recorded. */
interface RefusedScenario {
  readonly refusal: RefusalContent;
}

const paidAtOnce: Scenario = { stage: 'paid' };

const scenarios: Readonly<Record<string, Scenario>> = {
  '0000': paidAtOnce,
  '0001': { stage: 'waiting', atSecondQuery: 'paid' },
  '0002': { stage: 'waiting', atSecondQuery: 'stopped' },
  '0003': { stage: 'error' },
  '0004': { refusal: refusals.balanceTooLow },
  '0005': { stage: 'paid', firstRequest: { kind: 'status103' } },
  '0006': { stage: 'paid', firstRequest: { kind: 'status3' } },
  '0007': { stage: 'paid', everyRequest: { kind: 'hold' } },
  '0008': { stage: 'paid', firstRequest: { kind: 'drop_before' } },
  '0009': { stage: 'paid', everyRequest: { kind: 'wrong_code' } },
  '0010': { stage: 'waiting' },
  '0011': { refusal: refusals.numberUsed },
  '0012': { stage: 'paid', everyRequest: { kind: 'no_code' } },
  '0013': { stage: 'paid', everyRequest: { kind: 'delay', milliseconds: 3_000 } },
  '0014': { stage: 'unrecognised', atSecondQuery: 'paid' },
};

export function scenarioOf(authorCode: string): Scenario {
  return scenarios[authorCode.slice(-4)] ?? paidAtOnce;
}
