import { between, chance, pick } from '../random.ts';
import { drawPayment } from '../till/plan.ts';
import { TillProcess } from '../till/process.ts';
import type { Scenario } from './scenario.ts';

/** One paid order, refunded by two processes at once and one after the other, where answers get lost, replicas are late, and one crashes. */
export const refundDesk: Scenario = {
  name: 'refund desk',
  weight: 12,
  hardships: (drawn) => ({
    ...drawn,
    trouble: Math.max(10, drawn.trouble),
    badHosts: 0,
    refusing: 'none',
    strangers: 0,
    pauses: false,
  }),
  async play(world) {
    const { random, time, service } = world;
    service.plans = ['paysAtOnce'];
    const [first, second] = [new TillProcess(world, '00till'), new TillProcess(world, '01till')];
    const plan = { ...drawPayment(world, first.deviceId), totalFee: 100 };
    const { outTradeNo } = plan;
    if ((await first.pay(plan))?.result !== 'paid') return [first, second];
    const work = [first, first, second].map(async (process) => {
      await process.machine.sleep(between(random, 0, 20_000));
      for (let refunds = between(random, 1, 2); refunds > 0; refunds -= 1)
        await process.refund(
          outTradeNo,
          world.newNumber(),
          pick(random, [10, 30, 30, 60, 100]),
          pick(random, [undefined, 5_000]),
        );
    });
    if (chance(random, 40))
      work.push(time.sleep(between(random, 0, 60_000)).then(async () => void (await second.query(outTradeNo))));
    if (chance(random, 50)) {
      await Promise.race([Promise.all(work), time.sleep(between(random, 100, 20_000))]);
      first.crash();
      const next = new TillProcess(world, '00till');
      await time.sleep(between(random, 0, 10_000));
      await next.resume(pick(random, [undefined, 20_000]));
      await next.refund(outTradeNo, world.newNumber(), 30);
      return [first, second, next];
    }
    await Promise.all(work);
    return [first, second];
  },
};
