import { between, pick } from '../random.ts';
import { drawPayment } from '../till/plan.ts';
import { TillProcess } from '../till/process.ts';
import type { Scenario } from './scenario.ts';

/** Payments whose callers do not wait for long, where many messages get lost. */
export const shortWaits: Scenario = {
  name: 'short waits',
  weight: 5,
  hardships: (drawn) => ({
    ...drawn,
    trouble: 60,
    badHosts: 0,
    refusing: 'none',
    strangers: 0,
    pauses: false,
    journal: 'sound',
  }),
  async play(world) {
    const { random } = world;
    const process = new TillProcess(world, '00till', { timeout: pick(random, [undefined, 1_000, 2_000]) });
    for (let customers = between(random, 2, 5); customers > 0; customers -= 1)
      await process.pay({ ...drawPayment(world, process.deviceId), timeout: between(random, 500, 15_000) });
    return [process];
  },
};
