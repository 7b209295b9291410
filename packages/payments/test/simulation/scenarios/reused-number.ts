import { between, chance } from '../random.ts';
import { drawPayment } from '../till/plan.ts';
import { TillProcess } from '../till/process.ts';
import { serveOne } from '../till/shift.ts';
import type { World } from '../world-parts.ts';
import type { Scenario } from './scenario.ts';

/** The world, for a payment whose number nobody has used. */
function unusedNumbers(world: World): World {
  return { ...world, hardships: { ...world.hardships, strangers: 0 } };
}

/** Each number was used before, the process crashes, and another one has to tell whose order it finds. */
export const reusedNumber: Scenario = {
  name: 'reused number',
  weight: 8,
  hardships: (drawn) => ({
    ...drawn,
    strangers: 100,
    theft: 90,
    reused: 407,
    badHosts: 0,
    refusing: 'none',
    wrongClocks: false,
    pingLies: false,
    pauses: false,
  }),
  async play(world) {
    const { random, time } = world;
    const process = new TillProcess(world, '00till');
    if (chance(random, 50)) await process.warmUp();
    const work = Array.from({ length: between(random, 1, 4) }, () =>
      serveOne(world, process, drawPayment(world, process.deviceId)),
    );
    await Promise.race([Promise.all(work), time.sleep(between(random, 10, 2_000))]);
    if (chance(random, 50)) process.crash();
    else if (process.isRunning) await serveOne(world, process, drawPayment(unusedNumbers(world), process.deviceId));
    await time.sleep(6_000);
    const next = new TillProcess(world, '00till');
    await next.resume(chance(random, 50) ? 20_000 : undefined);
    return [process, next];
  },
};
