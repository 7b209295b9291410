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
  weight: 18,
  hardships: (drawn) => ({
    ...drawn,
    trouble: 60,
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
    const first = new TillProcess(world, '00till', chance(random, 70) ? { timeout: 30_000 } : {});
    const second = new TillProcess(world, '01till');
    const plan = { ...drawPayment(world, first.deviceId), timeout: undefined };
    const isRefund = chance(random, 50);
    if (isRefund) world.network.refundsToLose = between(random, 0, 2);
    const work = !isRefund ? first.pay(plan) : payAndRefund(world, first, plan.outTradeNo);
    void work.catch(() => undefined);
    // A refund is asked about first: it takes a while until it leaves.
    while (isRefund && time.elapsed < 20_000 && world.observation.of(plan.outTradeNo, ['refund']).length === 0)
      await time.sleep(100);
    const start = time.elapsed;
    const { firstStops, secondResumes, secondStops, firstReturns, secondReturns } = drawTimes(world);
    const at = (moment: number) => time.sleep(start + moment - time.elapsed);
    await at(firstStops);
    first.machine.stop(firstReturns - firstStops, chance(random, 30));
    await at(secondResumes);
    const resumed = second.resume(pick(random, [undefined, undefined, 20_000]));
    await at(secondStops);
    if (chance(random, 80)) second.machine.stop(secondReturns - secondStops, false);
    await at(firstReturns + between(random, 500, 30_000));
    if (chance(random, 70)) first.crash();
    await resumed;
    return [first, second];
  },
};

/** In milliseconds since the request left. The first process may come back just before it must no longer send. */
function drawTimes({ random }: World) {
  const firstStops = between(random, 100, 4_000);
  const secondResumes = firstStops + between(random, 5_100, 8_000);
  const firstReturns = between(random, secondResumes + 6_000, 43_000);
  const secondStops = between(random, secondResumes + 500, firstReturns - 5_200);
  return { firstStops, secondResumes, secondStops, firstReturns, secondReturns: firstReturns + between(random, 3_000, 50_000) };
}

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
