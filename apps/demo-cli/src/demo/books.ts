import type { MockServer } from '@cloudpay/mock-server';
import { platformName } from '../report/platform-words.ts';
import type { Display } from '../terminal/display.ts';
import { yuan } from '../terminal/money.ts';
import { padTo } from '../terminal/width.ts';
import type { Played } from './play-scene.ts';

/**
 * Shows what the sandbox itself booked, whatever the SDK said.
 *
 * @returns whether each customer was charged as often as the scene has it, and nobody else was
 */
export function showBooks(server: MockServer, morning: readonly Played[], display: Display): boolean {
  const { colours } = display;
  const { orders } = server.state();
  display.line(colours.bold("沙箱自己的账本 The sandbox's own books"));
  display.line(colours.dim(row('时间', '订单号 order', '金额 amount', '支付平台 platform', '扣款次数')));
  for (const { scene, outTradeNo, payPlatform } of morning) {
    const booked = orders.find((order) => order.outTradeNo === outTradeNo);
    const number = booked?.outTradeNo ?? '没有订单 no order';
    display.line(row(scene.time, number, yuan(scene.totalFee), platformName(payPlatform), String(booked?.charges ?? 0)));
  }
  const paid = orders.filter(({ charges }) => charges > 0).length;
  const most = Math.max(...orders.map(({ charges }) => charges));
  const taken = yuan(orders.reduce((sum, { totalFee, charges }) => sum + totalFee * charges, 0));
  display.line();
  display.line(`${morning.length} 位顾客，${paid} 笔收款，每单最多扣款 ${most} 次，共 ${taken}`);
  display.line(
    colours.dim(`${morning.length} customers, ${paid} payments, charges for one order: ${most} at most, ${taken} in all`),
  );
  return isRight(orders, morning);
}

function row(time: string, number: string, amount: string, platform: string, charges: string): string {
  return `${padTo(6, time)}${padTo(33, number)}${padTo(12, amount)}${padTo(20, platform)}${charges}`;
}

function isRight(orders: ReturnType<MockServer['state']>['orders'], morning: readonly Played[]): boolean {
  const ours = morning.flatMap(({ outTradeNo }) => orders.filter((order) => order.outTradeNo === outTradeNo));
  const chargesOf = (number: string) => ours.find((order) => order.outTradeNo === number)?.charges ?? 0;
  return ours.length === orders.length && morning.every(({ scene, outTradeNo }) => chargesOf(outTradeNo) === scene.charges);
}
