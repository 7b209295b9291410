import { between, chance, pick } from '../random.ts';
import { drawPayment } from '../till/plan.ts';
import { TillProcess } from '../till/process.ts';
import type { World } from '../world-parts.ts';
import type { Scenario } from './scenario.ts';

/**
 * One order or refund in two hands: its process is stopped, another one takes over and is stopped too, the first one comes back, may send, and
 * may crash.
 */
export const relay: Scenario = {
  name: 'relay',
  weight: 15,
  hardships: (drawn) => ({
    ...drawn,
    trouble: Math.max(30, drawn.trouble),
    badHosts: 0,
    refusing: 'none',
    journal: 'sound',
    strangers: 0,
    hasThief: false,
    pauses: true,
  }),
  async play(world) {
    const { random, time, service } = world;
    service.plans = ['paysAtOnce', 'paysAtOnce', 'paysLater', 'cannotPay'];
    const first = new TillProcess(world, '00till', chance(random, 50) ? { timeout: 30_000 } : {});
    const second = new TillProcess(world, '01till');
    const plan = { ...drawPayment(world, first.deviceId), timeout: undefined };
    const work = chance(random, 60) ? first.pay(plan) : payAndRefund(world, first, plan.outTradeNo);
    void work.catch(() => undefined);
    await time.sleep(between(random, 100, 12_000));
    const away = between(random, 6_000, 36_000);
    first.machine.stop(away, chance(random, 30));
    await time.sleep(between(random, 5_100, 8_000));
    const resumed = second.resume(pick(random, [undefined, undefined, 20_000]));
    if (chance(random, 80)) {
      await time.sleep(between(random, 0, Math.max(0, away - 14_000)));
      second.machine.stop(between(random, 15_000, 90_000), false);
    }
    await time.sleep(between(random, away - 5_000, away + 25_000));
    if (chance(random, 70)) first.crash();
    await resumed;
    return [first, second];
  },
};

async function payAndRefund(world: World, process: TillProcess, outTradeNo: string): Promise<void> {
  const { random, service, time } = world;
  const order = service.plant(
    {
      outTradeNo,
      totalFee: 100,
      platform: pick(random, [1, 2]),
      tradeType: 1,
      deviceId: process.deviceId,
      machineNo: `Machine-${process.deviceId}`,
      body: 'coffee',
      authorCode: undefined,
      codeUrl: undefined,
      createdAt: time.elapsed - 3_600_000,
    },
    'paid',
    false,
  );
  await process.refund(order.facts.outTradeNo, world.newNumber(), between(random, 1, 100));
}
