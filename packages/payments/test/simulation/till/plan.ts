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
 * nothing tells from ours after a restart is old: a young one is a known limit then.
 */
function plantStranger({ random, hardships, service, time }: World, plan: PaymentPlan, deviceId: string): void {
  const kind = pick(random, ['like', 'like', 'amount', 'platform', 'till'] as const);
  const { outTradeNo, authorCode } = plan;
  const hasCode = authorCode !== undefined && hardships.codes === 'whole';
  const mayBeYoung = hasCode || kind === 'amount' || kind === 'platform' || (kind === 'till' && !hardships.isCareless);
  const youngest = hardships.wrongClocks ? 3 * day : 300_000;
  const age = mayBeYoung && chance(random, 70) ? between(random, 0, 100_000) : between(random, youngest, 5 * day);
  const platform = kind === 'platform' ? 3 - plan.payPlatform : plan.payPlatform;
  const device = kind === 'till' ? 'stranger' : deviceId;
  service.plant(
    {
      outTradeNo,
      totalFee: kind === 'amount' ? 7_777 : plan.totalFee,
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
