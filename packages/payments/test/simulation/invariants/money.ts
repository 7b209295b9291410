import type { SimulatedOrder } from '../service/order.ts';
import type { Told } from '../told.ts';
import type { World } from '../world-parts.ts';

/** No customer is charged twice, and every word about money is true at the service, of the very order that it is said of. */
export function checkMoney({ service, told, cancellations, started }: World): string[] {
  const problems: string[] = [];
  for (const { facts, charges } of service.orders.values()) {
    if (charges > 1) problems.push(`${facts.outTradeNo}: charged ${charges} times`);
  }
  for (const item of told) {
    const order = service.orders.get(item.outTradeNo);
    // Before a till uses the number, what a callback tells of a stranger's order is true.
    if (item.by === 'callback' && item.at < (started.get(item.outTradeNo) ?? 0) + 1_000) continue;
    const problem =
      item.what === 'order' ? wrongOrder(item, order) : item.what === 'cancel' && wrongCancel(item, order, cancellations);
    if (problem) problems.push(`${item.outTradeNo}: told ${item.what} ${item.result} by ${item.by}, but ${problem}`);
  }
  return problems;
}

function wrongOrder({ result, facts, by }: Told, order: SimulatedOrder | undefined): string | undefined {
  const isOurs = order !== undefined && !order.facts.isStrangers;
  const isCharged = isOurs && order.charges > 0;
  const state = isOurs ? order.state : order === undefined ? 'absent' : 'a stranger’s';
  switch (result) {
    case 'paid':
      return isCharged ? undefined : `it is ${state}`;
    case 'partlyRefunded':
      if (!isCharged) return `it is ${state}`;
      return (facts?.refundedFee ?? 0) > order.refundedFee() ? `${order.refundedFee()} went back` : undefined;
    case 'refunded':
      // Alipay does not tell a reversed order from a refunded one, if some of it was refunded before.
      return isCharged && (order.refundedFee() >= order.facts.totalFee || state === 'reversed')
        ? undefined
        : `${order?.refundedFee()} went back`;
    case 'reversed':
      return state === 'reversed' ? undefined : `it is ${state}`;
    case 'failed':
      return isCharged ? 'the customer was charged' : undefined;
    case 'closed':
      // Alipay says "closed" of a reversed order too: either way the shop has no money.
      return isCharged && state !== 'reversed' ? 'the customer was charged' : undefined;
    case 'reentryConflict':
      return isOurs ? 'the number was never used for anything else' : undefined;
    case 'awaitingPayment':
      if (facts?.codeUrl === undefined) return undefined;
      return isOurs && order.facts.codeUrl === facts.codeUrl ? undefined : `the code is another order’s (${by})`;
    default:
      return undefined;
  }
}

function wrongCancel({ result, outTradeNo }: Told, order: SimulatedOrder | undefined, asked: World['cancellations']) {
  const isOurs = order !== undefined && !order.facts.isStrangers;
  const isOver = order?.state === 'reversed' || order?.state === 'closed';
  if (result === 'cancelled') {
    if (!isOurs && order !== undefined) return 'it is a stranger’s';
    // What came back by refunds counts as cancelled: no money is in the shop.
    const hasMoney = isOurs && order.charges > 0 && !isOver && order.refundedFee() < order.facts.totalFee;
    const isOpen = isOurs && (order.state === 'paying' || order.state === 'initial');
    return hasMoney || isOpen ? `it is ${order.state}` : undefined;
  }
  const isOnly = asked.get(outTradeNo) === 1;
  if (result === 'failed' && isOnly && isOurs && order.state === 'reversed') return 'it is reversed';
  return undefined;
}
