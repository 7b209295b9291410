// Shops that pay, refund and reverse at a sandbox that is killed, and the checks afterwards.
import type { ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import type { Random } from '../../src/environment/random.ts';
import type { SandboxState } from '../../src/index.ts';
import {
  call,
  control,
  customersCode,
  endContent,
  freshNumber,
  microPayContent,
  queryRefundContent,
  refundContent,
  refundStateIn,
  refundsIn,
  stateIn,
} from './client.ts';
import { kill } from './program.ts';

/** What the service has confirmed, and so must keep. */
export class Ledger {
  /** Order numbers with their amounts. */
  readonly paid = new Map<string, number>();
  readonly refundsAccepted = new Set<string>();
  readonly refundsSucceeded = new Set<string>();
  readonly reversed = new Set<string>();
  /** Payments without a response. They may or may not have been recorded. */
  readonly inDoubt = new Map<string, ReturnType<typeof microPayContent>>();
}

/** Runs shops side by side until the program is killed, at a random moment. */
export async function tradeUntilKilled(url: string, program: ChildProcess, ledger: Ledger, random: Random): Promise<void> {
  // Two payments are recorded but not answered in time. A random kill seldom comes between recording and response.
  await control(url, 'POST', 'faults', { endpoint: 'micro_pay', fault: 'delay', delay_ms: 3_600_000, times: 2 });
  const shops = Array.from({ length: 8 }, (_, index) => trade(url, ledger, random.fork(`shop/${index}/${random.uint32()}`)));
  await setTimeout(random.uint32() % 500);
  await kill(program);
  await Promise.all(shops);
}

async function trade(url: string, ledger: Ledger, random: Random): Promise<void> {
  try {
    for (;;) {
      const outTradeNo = await pay(url, ledger, random);
      const next = random.uint32() % 3;
      if (next === 0) await refund(url, ledger, outTradeNo);
      if (next === 1) await reverse(url, ledger, outTradeNo);
    }
  } catch (error) {
    // The program was killed and answers no more.
    if (!['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

async function pay(url: string, ledger: Ledger, random: Random): Promise<string> {
  const totalFee = 2 + (random.uint32() % 1_000);
  const platform = random.uint32() % 2 === 0 ? 'wechat' : 'alipay';
  const content = microPayContent(freshNumber(), customersCode(platform, '0000'), { payContent: { total_fee: totalFee } });
  const outTradeNo = content.pay_content.out_trade_no;
  ledger.inDoubt.set(outTradeNo, content);
  const reply = await call(url, 'micro_pay', content);
  if (reply.authentic !== true || stateIn(reply, 'micro_pay') !== 2) throw new Error(`${outTradeNo} was not paid`);
  ledger.paid.set(outTradeNo, totalFee);
  ledger.inDoubt.delete(outTradeNo);
  return outTradeNo;
}

async function refund(url: string, ledger: Ledger, outTradeNo: string): Promise<void> {
  const outRefundNo = freshNumber();
  const totalFee = ledger.paid.get(outTradeNo) as number;
  await call(url, 'refund', refundContent(outTradeNo, outRefundNo, { total_fee: totalFee, refund_fee: 1 }));
  ledger.refundsAccepted.add(outRefundNo);
  for (let n = 0; n < 2; n++) {
    const [found] = refundsIn(await call(url, 'query_refund_order', queryRefundContent(outTradeNo, outRefundNo)));
    if (refundStateIn(found) === 2) ledger.refundsSucceeded.add(outRefundNo);
  }
}

async function reverse(url: string, ledger: Ledger, outTradeNo: string): Promise<void> {
  const { content } = await call(url, 'reverse', endContent(outTradeNo));
  if (content.status === 0) ledger.reversed.add(outTradeNo);
}

/**
 * Compares the state after a kill with what was confirmed before it.
 *
 * @returns one line for each contradiction
 */
export function contradictions({ orders, refunds, callbacks }: SandboxState, ledger: Ledger): string[] {
  const wrong: string[] = [];
  const expectThat = (holds: boolean, what: string) => {
    if (!holds) wrong.push(what);
  };
  const orderOf = new Map(orders.map((order) => [order.outTradeNo, order]));
  const refundOf = new Map(refunds.map((refund) => [refund.outRefundNo, refund]));
  for (const [outTradeNo, totalFee] of ledger.paid) {
    const order = orderOf.get(outTradeNo);
    expectThat(order?.charges === 1 && order.totalFee === totalFee, `${outTradeNo} was paid, and is ${JSON.stringify(order)}`);
  }
  for (const outRefundNo of ledger.refundsAccepted) expectThat(refundOf.has(outRefundNo), `refund ${outRefundNo} was accepted`);
  for (const outRefundNo of ledger.refundsSucceeded) {
    expectThat(refundOf.get(outRefundNo)?.state === 2, `refund ${outRefundNo} had succeeded`);
  }
  for (const outTradeNo of ledger.reversed) {
    const order = orderOf.get(outTradeNo);
    expectThat(order?.refundedFee === order?.totalFee, `${outTradeNo} was reversed`);
  }
  for (const { outTradeNo, totalFee, refundedFee, charges, paid } of orders) {
    expectThat(charges === (paid ? 1 : 0), `${outTradeNo} was charged ${charges} times`);
    const succeeded = refunds.filter((one) => one.outTradeNo === outTradeNo && one.state === 2);
    const refunded = succeeded.reduce((sum, { refundFee }) => sum + refundFee, 0);
    expectThat([refunded, totalFee].includes(refundedFee), `${outTradeNo}: ${refundedFee} went back, refunds are ${refunded}`);
  }
  // A callback is stored together with its cause.
  const events = orders.filter(({ paid }) => paid).length + refunds.filter(({ state }) => state === 2).length;
  expectThat(callbacks.length === events, `${callbacks.length} callbacks for ${events} payments and refunds`);
  return wrong;
}
