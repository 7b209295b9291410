import type { JournalRecord } from '../../src/index.ts';
import type { SimulatedOrder } from './service.ts';
import type { Told, World } from './till.ts';

/** Holds what was told and what was recorded against the service's own books. */
export async function check(world: World): Promise<string[]> {
  const { service, store, told, accepted } = world;
  const problems: string[] = [];
  for (const order of service.orders.values()) {
    if (order.charges > 1) problems.push(`${order.outTradeNo}: charged ${order.charges} times`);
  }
  for (const item of told) {
    const problem = contradiction(item, service.orders.get(item.outTradeNo));
    if (problem !== undefined) problems.push(`${item.outTradeNo}: told ${item.what} ${item.result}, but ${problem}`);
    if (item.took > item.mayTake) problems.push(`${item.outTradeNo}: ${item.what} took ${item.took} ms of ${item.mayTake}`);
  }
  for (const outTradeNo of accepted) {
    const record = (await store.read(outTradeNo))?.record;
    const order = service.orders.get(outTradeNo);
    const problem = record === undefined ? order && isOurs(order) && 'the journal has lost it' : disagreement(record, order);
    if (problem) problems.push(`${outTradeNo}: ${problem}`);
  }
  return problems;
}

function isOurs(order: SimulatedOrder): boolean {
  return order.deviceId !== 'stranger';
}

/** What the service says against an outcome that a caller was told. */
function contradiction({ what, result, outRefundNo }: Told, order: SimulatedOrder | undefined): string | undefined {
  const isForeign = order !== undefined && !isOurs(order);
  const charges = isForeign ? 0 : (order?.charges ?? 0);
  if (what === 'order') {
    if (result === 'paid' && charges === 0) return 'nobody was charged';
    if (result === 'failed' && charges > 0) return 'the customer was charged';
    // Alipay says "closed" of a reversed order too: either way the shop has no money.
    if (result === 'closed' && charges > 0 && order?.state !== 'reversed') return 'the customer was charged';
    if (result === 'reversed' && order?.state !== 'reversed') return `it is ${order?.state}`;
    if (result === 'reentryConflict' && !isForeign) return 'the number was never used for anything else';
  }
  if (what === 'cancel' && result === 'cancelled' && charges > 0 && order?.state !== 'reversed')
    return 'the customer was charged';
  if (what === 'cancel' && result === 'failed' && order?.state === 'reversed') return 'it is reversed';
  if (what === 'refund') {
    const refund = order?.refunds.get(outRefundNo ?? '');
    if (result === 'succeeded' && refund?.state !== 'succeeded') return `it is ${refund?.state}`;
    if (result === 'failed' && refund !== undefined && refund.state !== 'failed') return `it is ${refund.state}`;
    if (result === 'INVALID_ARGUMENT' && refund !== undefined) return 'it was sent';
  }
  return undefined;
}

/** Where the journal, after all has been resumed, is at odds with the service. */
function disagreement(record: JournalRecord, order: SimulatedOrder | undefined): string | undefined {
  const isForeign = order !== undefined && !isOurs(order);
  const isOpen = order?.state === 'paying';
  switch (record.state) {
    case 'undecided':
      if (!isOpen) return `undecided in the journal, ${order?.state ?? 'unknown'} at the service`;
      break;
    case 'paid':
      if (isForeign || order?.charges !== 1) return 'paid in the journal only';
      break;
    case 'closed':
      if (!isForeign && (order?.charges ?? 0) > 0 && order?.state !== 'reversed') return 'closed in the journal, but charged';
      break;
    case 'failed':
    case 'notFound':
      if (!isForeign && (order?.charges ?? 0) > 0) return `${record.state} in the journal, but charged`;
      break;
    case 'reversed':
      if (order?.state !== 'reversed' && (order?.charges ?? 0) > 0) return 'reversed in the journal only';
      break;
  }
  if (record.cancelSentAt !== undefined && !isOpen) return 'its cancellation is open in the journal';
  for (const { outRefundNo, state } of record.refunds ?? []) {
    const atService = order?.refunds.get(outRefundNo)?.state ?? 'absent';
    if (state === 'undecided' && atService !== 'processing')
      return `refund ${outRefundNo} is open in the journal, ${atService} at the service`;
    if (state === 'succeeded' && atService !== 'succeeded') return `refund ${outRefundNo} succeeded in the journal only`;
    if (state === 'failed' && atService !== 'failed' && atService !== 'absent')
      return `refund ${outRefundNo} failed in the journal, ${atService} at the service`;
  }
  return undefined;
}
