import { between, chance } from '../random.ts';
import { drawPayment } from '../till/plan.ts';
import { TillProcess } from '../till/process.ts';
import type { Scenario } from './scenario.ts';

/** A machine sleeps in the middle of a payment, and wakes up long after its customer has left. Nobody else looks after it. */
export const sleeper: Scenario = {
  name: 'sleeper',
  weight: 4,
  hardships: (drawn) => ({
    ...drawn,
    trouble: 60,
    badHosts: 0,
    refusing: 'none',
    journal: 'sound',
    strangers: 0,
    hasThief: false,
  }),
  async play(world) {
    const { random, time } = world;
    const process = new TillProcess(world, '00till');
    const paid = process.pay({ ...drawPayment(world, process.deviceId), timeout: undefined });
    for (let naps = between(random, 1, 2); naps > 0; naps -= 1) {
      await time.sleep(between(random, 50, 8_000));
      const length = between(random, 20_000, 600_000);
      process.machine.stop(length, chance(random, 80));
      await time.sleep(length);
    }
    await paid;
    return [process];
  },
};
