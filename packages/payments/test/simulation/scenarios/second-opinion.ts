import { between, chance } from '../random.ts';
import { drawPayment } from '../till/plan.ts';
import { TillProcess } from '../till/process.ts';
import type { Scenario } from './scenario.ts';

/** Another process learns, and records, what became of an order, while its own process hears nothing but late replicas. */
export const secondOpinion: Scenario = {
  name: 'second opinion',
  weight: 6,
  hardships: (drawn) => ({
    ...drawn,
    trouble: 60,
    badHosts: 0,
    hostCount: 4,
    lags: [0, 9_900, 9_900, 9_900],
    refusing: 'none',
    strangers: 0,
    pauses: false,
    hasThief: false,
    journal: 'sound',
  }),
  async play(world) {
    const { random, time, service } = world;
    service.plans = ['paysAtOnce', 'paysAtOnce', 'paysLater', 'stopsLater'];
    const [first, second] = [new TillProcess(world, '00till'), new TillProcess(world, '00till')];
    const plan = drawPayment(world, first.deviceId);
    const work: Promise<unknown>[] = [first.pay(plan)];
    for (let questions = between(random, 1, 3); questions > 0; questions -= 1)
      work.push(time.sleep(between(random, 500, 9_000)).then(() => second.query(plan.outTradeNo)));
    if (chance(random, 20)) work.push(time.sleep(between(random, 1_000, 30_000)).then(() => second.resume(20_000)));
    await Promise.all(work);
    return [first, second];
  },
};
