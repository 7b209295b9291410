import { SimulatedCallbacks } from './callbacks.ts';
import { check } from './invariants.ts';
import { SimulatedNetwork } from './network.ts';
import { between, chance, seeded } from './random.ts';
import { SimulatedService } from './service.ts';
import { type Sdk, TillProcess, type World } from './till.ts';
import { SimulatedTime } from './time.ts';

/**
 * Lives one world, which its seed determines: tills that share a journal, customers, a service and a bad network, crashes, clocks that are
 * set. Afterwards the weather clears, and a last process resumes what is open.
 *
 * @returns what must not have happened but did; empty when all is well
 */
export async function live(seed: number, sdk: Sdk): Promise<string[]> {
  const random = seeded(seed);
  const time = new SimulatedTime();
  const service = new SimulatedService(time, random);
  let numbers = 0;
  const world: World = {
    sdk,
    time,
    service,
    network: new SimulatedNetwork(time, service, random),
    random,
    store: sdk.createMemoryJournal(),
    told: [],
    accepted: new Set(),
    violations: service.violations,
    newNumber: () => `sz010002cz${String(++numbers).padStart(6, '0')}`,
  };
  const callbacks = new SimulatedCallbacks(sdk, SimulatedService.key, time, random, world.store);
  if (chance(random, 50)) service.news = callbacks;
  await time.runUntil(day(world, callbacks));
  world.violations.push(...(await check(world)));
  return world.violations;
}

async function day(world: World, callbacks: SimulatedCallbacks): Promise<void> {
  const { random, network, time } = world;
  await Promise.all(Array.from({ length: between(random, 1, 3) }, (_, index) => till(world, callbacks, `till-${index}`)));
  network.isCalm = true;
  // Whatever is still under way arrives.
  await time.sleep(60_000);
  for (let round = 0; round < 3; round += 1) await new TillProcess(world, 'till-0').resume();
}

async function till(world: World, { receivers }: SimulatedCallbacks, deviceId: string): Promise<void> {
  const { random, time } = world;
  for (let start = 0; start < 2; start += 1) {
    const process = new TillProcess(world, deviceId);
    receivers.add(process.callbacks);
    const work = (async () => {
      if (start > 0) await process.resume();
      await process.serve(between(random, 1, 3));
    })();
    const crashes = chance(random, 50);
    const power = crashes ? time.sleep(between(random, 0, 30_000)).then(() => process.crash()) : new Promise<never>(() => {});
    await Promise.race([work, power]);
    receivers.delete(process.callbacks);
    if (!process.clock.isDead) return;
  }
}
