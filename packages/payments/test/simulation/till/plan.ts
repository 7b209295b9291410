import { between, chance, pick, type Random } from '../random.ts';
import type { World } from '../world-parts.ts';
import type { PaymentPlan } from './process.ts';

const day = 86_400_000;

/** A customer's order, and sometimes somebody else's under the same number. */
export function drawPayment(world: World, deviceId: string): PaymentPlan {
  const { random, hardships } = world;
  const payPlatform = pick(random, [1, 2] as const);
  const plan: PaymentPlan = {
    outTradeNo: world.newNumber(),
    totalFee: between(random, 1, 100),
    authorCode: chance(random, 75) ? drawCode(random, payPlatform) : undefined,
    payPlatform,
    ...(chance(random, 25) && {
      timeout: pick(random, [500, 3_000, 5_000, 20_000, 44_900, 46_000, 61_000, 65_000, 72_000, 130_000]),
    }),
  };
  if (chance(random, hardships.strangers)) plantStranger(world, plan, deviceId);
  return plan;
}

export function drawCode(random: Random, payPlatform: 1 | 2): string {
  return `${payPlatform === 1 ? '13' : '28'}${String(between(random, 0, 10 ** 15)).padStart(16, '0')}`;
}

/**
 * An order of a stranger's under a number of ours: of another amount, another platform or another till, or like ours in all of it. One that
 * is like ours is old, or carries its payment code: a young one without a code is a known limit after a restart.
 */
export function plantStranger({ random, hardships, service, time }: World, plan: PaymentPlan, deviceId: string): void {
  const isLike = chance(random, 50);
  const { outTradeNo, authorCode } = plan;
  const mayBeYoung = authorCode !== undefined && hardships.codes === 'whole';
  const youngest = hardships.wrongClocks ? 3 * day : 300_000;
  const age = isLike && !mayBeYoung ? between(random, youngest, 5 * day) : between(random, 0, 5 * day);
  const platform = isLike || chance(random, 70) ? plan.payPlatform : 3 - plan.payPlatform;
  const device = isLike || chance(random, 50) ? deviceId : 'stranger';
  service.plant(
    {
      outTradeNo,
      totalFee: isLike || chance(random, 30) ? plan.totalFee : 7_777,
      platform,
      tradeType: authorCode === undefined ? 2 : 1,
      deviceId: device,
      machineNo: `Machine-${device}`,
      body: 'a stranger’s',
      authorCode: authorCode === undefined ? undefined : drawCode(random, platform as 1 | 2),
      codeUrl: authorCode === undefined ? 'weixin://wxpay/bizpayurl?pr=stranger' : undefined,
      createdAt: time.elapsed - age,
    },
    pick(random, ['paid', 'paid', 'paying', 'reversed'] as const),
  );
}
