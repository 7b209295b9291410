import { between, chance, pick } from '../random.ts';
import type { World } from '../world-parts.ts';
import { drawPayment } from './plan.ts';
import { abortSometime, happens, type PaymentPlan, type TillProcess } from './process.ts';

/** Serves customers, one after the other. */
export async function serve(world: World, process: TillProcess, customers: number): Promise<void> {
  const { random, hardships } = world;
  if (happens(world, 70)) await process.warmUp();
  for (let i = 0; i < customers && process.isRunning; i += 1) {
    if (hardships.wrongClocks && happens(world, 50)) process.machine.offset += between(random, -7_200_000, 7_200_000);
    await serveOne(world, process, drawPayment(world, process.deviceId));
  }
}

/** Takes one payment, while the cashier looks it up or cancels it, and does something about it afterwards. */
export async function serveOne(world: World, process: TillProcess, plan: PaymentPlan): Promise<void> {
  const { outTradeNo } = plan;
  const start = process.machine.running();
  const bounded = happens(world, 8) ? { ...plan, signal: abortSometime(world) } : plan;
  const payment = await process.start(bounded);
  if (payment === undefined) return;
  const meanwhile: Promise<unknown>[] = [];
  const later = (act: () => Promise<unknown>) => meanwhile.push(sometime(world, process).then(act));
  const isCancelled = happens(world, 12);
  if (isCancelled) later(() => process.cancel(outTradeNo));
  if (happens(world, 15)) later(() => process.query(outTradeNo));
  const { result } = await process.outcomeOf(payment, bounded, start);
  await Promise.all(meanwhile);
  if (!isCancelled) await afterwards(world, process, plan, result);
  if (happens(world, 20)) await process.query(outTradeNo);
}

async function afterwards(world: World, process: TillProcess, plan: PaymentPlan, result: string): Promise<void> {
  const { outTradeNo } = plan;
  if (result === 'reentryConflict' || happens(world, 12)) {
    const cancelled = await process.cancel(outTradeNo);
    if (result === 'reentryConflict' && !['REFUSED_LOCALLY', 'JOURNAL_UNAVAILABLE'].includes(cancelled)) {
      world.violations.push(`${outTradeNo}: cancel after a re-entry conflict came to ${cancelled}`);
    }
    if (cancelled === 'unknown' && happens(world, 50)) await process.cancel(outTradeNo);
  } else if (result === 'paid') await refundSome(world, process, plan);
}

/** Gives money back, once or more, at the same time or one after the other. */
async function refundSome(world: World, process: TillProcess, { outTradeNo, totalFee }: PaymentPlan): Promise<void> {
  const { random, hardships, service } = world;
  const isAtOnce = happens(world, 50);
  const all: Promise<unknown>[] = [];
  for (let count = pick(random, [0, 0, 1, 2, 3]); count > 0; count -= 1) {
    const outRefundNo = world.newNumber();
    const fee = between(random, 1, Math.max(1, Math.ceil(totalFee * 0.8)));
    const order = service.orders.get(outTradeNo);
    if (chance(random, hardships.strangers) && order !== undefined && !order.facts.isStrangers)
      plantRefund(world, outTradeNo, outRefundNo, fee);
    const timeout = happens(world, 20) ? pick(random, [1_000, 10_000, 46_000]) : undefined;
    const refund = process.refund(outTradeNo, outRefundNo, fee, timeout);
    all.push(refund);
    if (!isAtOnce) await refund;
  }
  await Promise.all(all);
}

/** Somebody else's refund under the number: of another amount, and of this order or another one. */
function plantRefund({ service, random }: World, outTradeNo: string, outRefundNo: string, fee: number): void {
  const orders = [...service.orders.values()].filter(({ state, facts }) => state === 'paid' && facts.totalFee > 300);
  const other = chance(random, 50) ? pick(random, orders) : undefined;
  const order = other ?? service.orders.get(outTradeNo);
  if (order === undefined || order.state !== 'paid') return;
  const left = order.facts.totalFee - [...order.refunds.values()].reduce((sum, refund) => sum + refund.fee, 0);
  const theirs = other === undefined ? fee + 1 : fee;
  if (theirs <= left) service.plantRefund(order, outRefundNo, theirs);
}

export function sometime({ random }: World, process: TillProcess, longest = 60_000): Promise<void> {
  return process.machine.sleep(between(random, 0, chance(random, 50) ? 5_000 : longest));
}
