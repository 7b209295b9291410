import type { JournalRecord, RefundRecord } from '../../../src/index.ts';
import type { SimulatedOrder } from '../service/order.ts';
import type { Told } from '../told.ts';
import type { World } from '../world-parts.ts';

/** So long a write may take, in milliseconds. */
const recording = 100;

/** What the journal holds when all was resumed: it agrees with the service, and leaves nothing open that the service has decided. */
export function checkJournal(world: World, last: readonly Told[]): string[] {
  const { service, ledger, hardships } = world;
  const problems: string[] = [];
  for (const number of new Set(world.accepted)) {
    const record = ledger.last(number);
    const order = service.orders.get(number);
    if (record === undefined) {
      problems.push(`${number}: the journal has lost it`);
      continue;
    }
    const needsPerson = last.some(({ outTradeNo, needsPerson }) => outTradeNo === number && needsPerson);
    const mayDoubt = order?.facts.isStrangers || hardships.wrongClocks || hardships.pingLies;
    if (needsPerson && !mayDoubt) problems.push(`${number}: a person has to look at an order of ours`);
    // An answer that forgets the platform makes an order known whose platform does not know it: it stays unknown.
    const mayStayOpen = needsPerson || (order?.state === 'void' && hardships.isCareless);
    const problem = wrongState(record, order, mayStayOpen) ?? wrongCancellation(record, order, mayStayOpen);
    if (problem !== undefined) problems.push(`${number}: ${problem}`);
  }
  problems.push(...concludedByOthers(world), ...notKnown(world));
  for (const [number, entries] of ledger.entries) {
    const record = entries.at(-1)?.record;
    for (const refund of record?.refunds ?? []) {
      const problem = wrongRefund(world, refund);
      if (problem !== undefined) problems.push(`${number}: refund ${refund.outRefundNo} is ${problem}`);
    }
  }
  return problems;
}

/** Only the holder of a record concludes that nothing happened. */
function concludedByOthers({ ledger, observation }: World): string[] {
  return [...ledger.entries].flatMap(([number, entries]) =>
    entries.flatMap(({ record, process, wasHeldElsewhere, at }, index) => {
      const isConclusion = record.state === 'failed' && entries[index - 1]?.record.state === 'undecided';
      if (!isConclusion || !wasHeldElsewhere || observation.isShownBefore(process, number, at)) return [];
      return [`${number}: concluded as failed by ${process}, though another process held it`];
    }),
  );
}

/** Once anyone was told of an order, the journal knows it. */
function notKnown({ told, ledger, hardships, ended, service }: World): string[] {
  if (hardships.journal !== 'sound') return [];
  return told.flatMap(({ what, by, outTradeNo, facts, at, process }) => {
    const isTold = what === 'order' && by === 'progress' && facts?.outTradeNo !== undefined;
    const hasEnded = (ended.get(process) ?? Number.POSITIVE_INFINITY) <= at + recording;
    if (!isTold || hasEnded || service.orders.get(outTradeNo)?.state === 'void') return [];
    const record = ledger.entries.get(outTradeNo)?.findLast((entry) => entry.at <= at + recording)?.record;
    return record?.isKnown || record?.state !== 'undecided' ? [] : [`${outTradeNo}: told of, but the journal does not know it`];
  });
}

function isOpen(order: SimulatedOrder | undefined): boolean {
  return order?.state === 'paying' || order?.state === 'initial';
}

function wrongState({ state }: JournalRecord, order: SimulatedOrder | undefined, mayStayOpen: boolean): string | undefined {
  const isStrangers = order?.facts.isStrangers === true;
  const isCharged = !isStrangers && (order?.charges ?? 0) > 0;
  switch (state) {
    case 'undecided':
      if (isOpen(order) || isStrangers || mayStayOpen) return undefined;
      return `undecided in the journal, ${order?.state ?? 'absent'} at the service`;
    case 'paid':
    case 'partlyRefunded':
      if (!isCharged) return `${state} in the journal only`;
      return order?.state === 'reversed' ? `${state} in the journal, reversed at the service` : undefined;
    case 'refunded':
      return isCharged && (order?.state === 'reversed' || (order?.refundedFee() ?? 0) >= (order?.facts.totalFee ?? 0))
        ? undefined
        : 'refunded in the journal only';
    case 'reversed':
      return !isStrangers && order?.state === 'reversed' ? undefined : 'reversed in the journal only';
    case 'closed':
    case 'failed':
      return isCharged && order?.state !== 'reversed' ? `${state} in the journal, but charged` : undefined;
    case 'reentryConflict':
      return isStrangers ? undefined : 'a re-entry conflict in the journal only';
    default:
      return undefined;
  }
}

function wrongCancellation(record: JournalRecord, order: SimulatedOrder | undefined, mayStayOpen: boolean): string | undefined {
  if (record.cancellation === undefined || isOpen(order) || mayStayOpen || order?.facts.isStrangers) return undefined;
  return 'its cancellation is open in the journal';
}

function wrongRefund({ service }: World, { outRefundNo, state }: RefundRecord): string | undefined {
  const refund = service.refunds.get(outRefundNo);
  if (refund?.isStrangers) return state === 'succeeded' ? 'succeeded in the journal, but it is a stranger’s' : undefined;
  const atService = refund?.state ?? 'absent';
  if (state === 'undecided') return atService === 'processing' ? undefined : `open in the journal, ${atService} at the service`;
  if (state === 'succeeded' && atService !== 'succeeded') return `succeeded in the journal, ${atService} at the service`;
  if (state === 'failed' && atService !== 'failed' && atService !== 'absent')
    return `failed in the journal, ${atService} at the service`;
  return undefined;
}
