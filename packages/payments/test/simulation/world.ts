import { SimulatedCallbacks } from './callbacks.ts';
import { drawHardships } from './hardships.ts';
import { check } from './invariants/check.ts';
import { Ledger } from './ledger.ts';
import { SimulatedNetwork } from './network/network.ts';
import { Observation } from './observation.ts';
import { chance, type Random, seeded } from './random.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { drawScenario } from './scenarios/scenarios.ts';
import { SimulatedService } from './service/service.ts';
import { SimulatedTime } from './simulated-time.ts';
import { tell } from './story.ts';
import { TillProcess } from './till/process.ts';
import type { Told } from './told.ts';
import type { Sdk, World } from './world-parts.ts';

/** Until then whatever is under way has arrived, and the customers have paid. */
const allIsQuiet = 130_000;

/**
 * Lives one world, which its seed determines: processes that share a journal, customers, a service and all the hardships of its kind. Afterwards
 * the weather clears, and what is open is resumed.
 *
 * @returns what must not have happened but did; empty when all is well
 */
export async function live(seed: number, sdk: Sdk): Promise<string[]> {
  return (await livedThrough(seed, sdk)).violations;
}

/** {@link live}, for those who ask what happened. */
export async function livedThrough(seed: number, sdk: Sdk): Promise<{ violations: string[]; story: string[] }> {
  const random = seeded(seed);
  const scenario = drawScenario(random);
  const world = make(random, scenario, sdk);
  let failure: unknown;
  await world.time.runUntil(day(world, scenario)).catch((error: unknown) => {
    failure = error;
  });
  if (failure !== undefined) world.violations.push(failure instanceof Error ? String(failure.stack) : String(failure));
  return { violations: [...new Set(world.violations)], story: tell(world) };
}

function make(random: Random, scenario: Scenario, sdk: Sdk): World {
  const hardships = scenario.hardships(drawHardships(random));
  const time = new SimulatedTime();
  const service = new SimulatedService(time, random, hardships);
  const observation = new Observation();
  const callbacks = new SimulatedCallbacks(time, random);
  if (hardships.callbacks) service.news = callbacks;
  let numbers = 0;
  return {
    sdk,
    time,
    random,
    hardships,
    service,
    observation,
    callbacks,
    network: new SimulatedNetwork(time, service, random, hardships, observation),
    ledger: new Ledger(time),
    store: sdk.createMemoryJournal(),
    told: [],
    violations: service.violations,
    accepted: [],
    started: new Map(),
    ended: new Map(),
    cancellations: new Map(),
    refundsAsked: new Map(),
    isCalm: false,
    nextProcess: 0,
    scenarioName: scenario.name,
    newNumber: () => `sz010002cz${String(++numbers).padStart(6, '0')}`,
  };
}

async function day(world: World, scenario: Scenario): Promise<void> {
  const { random, network, time } = world;
  const processes = await scenario.play(world);
  network.calm();
  world.isCalm = true;
  // A process that was stopped for long comes back.
  await time.sleep(allIsQuiet);
  while (processes.some(({ machine }) => !machine.isDead && !machine.isRunning)) await time.sleep(10_000);
  // Each process that lives looks after its own, before anybody else does.
  const last: Told[] = [];
  const living = processes.filter(({ isRunning }) => isRunning);
  for (const process of living) last.push(...(await process.resume()));
  if (living.length === 0 || chance(random, 50)) {
    for (const process of living) await process.close();
    const fresh = new TillProcess(world, '00till');
    for (let round = 0; round < 3; round += 1) last.push(...(await fresh.resume()));
  } else for (const process of living) last.push(...(await process.resume()));
  check(world, last);
}
