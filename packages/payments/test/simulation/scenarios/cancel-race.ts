import { between, chance, pick } from '../random.ts';
import { drawPayment } from '../till/plan.ts';
import { TillProcess } from '../till/process.ts';
import type { Scenario } from './scenario.ts';

/** An order is cancelled, by one process or by two, while others ask for it and look after it; requests to cancel arrive late. */
export const cancelRace: Scenario = {
  name: 'cancel race',
  weight: 12,
  hardships: (drawn) => ({
    ...drawn,
    trouble: Math.max(30, drawn.trouble),
    badHosts: 0,
    refusing: 'none',
    strangers: 0,
    pauses: false,
    journal: 'sound',
  }),
  async play(world) {
    const { random, time, service } = world;
    service.plans = ['paysAtOnce', 'paysAtOnce', 'paysLater', 'neverActs', 'cannotPay'];
    const [first, second] = [new TillProcess(world, '00till'), new TillProcess(world, '00till')];
    const plan = drawPayment(world, first.deviceId);
    const { outTradeNo } = plan;
    const work: Promise<unknown>[] = [first.pay(plan)];
    const later = (longest: number, act: () => Promise<unknown>) =>
      work.push(time.sleep(between(random, 0, longest)).then(() => act()));
    for (let cancellations = between(random, 1, 2); cancellations > 0; cancellations -= 1)
      later(20_000, async () => {
        await pick(random, [first, second]).cancel(outTradeNo);
        // A late replica may tell what the order was before.
        if (chance(random, 60)) await second.query(outTradeNo);
      });
    for (let questions = between(random, 0, 4); questions > 0; questions -= 1)
      later(100_000, () => pick(random, [first, second]).query(outTradeNo));
    if (chance(random, 40)) later(60_000, () => second.resume());
    if (chance(random, 40)) {
      await Promise.race([Promise.all(work), time.sleep(between(random, 0, 30_000))]);
      first.crash();
      second.crash();
      const next = new TillProcess(world, '00till');
      await time.sleep(between(random, 0, 10_000));
      await next.resume();
      return [first, second, next];
    }
    await Promise.all(work);
    return [first, second];
  },
};
