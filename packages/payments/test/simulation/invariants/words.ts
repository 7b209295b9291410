import type { Told } from '../told.ts';
import type { World } from '../world-parts.ts';

/** How strong a word about an order is. `undefined`: it replaces nothing. */
const strengths: Readonly<Record<string, number>> = {
  failed: 1,
  closed: 1,
  paid: 3,
  partlyRefunded: 4,
  refunded: 5,
  reversed: 5,
};

/** By so much one process may tell what another one has not read yet, in milliseconds. */
const atOnce = 200;

/** What was told is about what was asked, in time, not taken back, and does not contradict itself. */
export function checkWords(world: World): string[] {
  return [...world.told.flatMap((item) => alone(item)), ...weaker(world), ...forgotten(world)];
}

function alone(item: Told): string[] {
  const { outTradeNo, what, result, error, took, mayTake, facts, outRefundNo } = item;
  const problems: string[] = [];
  const say = (problem: string) => problems.push(`${outTradeNo}: told ${what} ${result} by ${item.by}, ${problem}`);
  if (result === 'unknown' && error?.outcome === 'failed') say(`with the error ${error.code}, which says failed`);
  if (took !== undefined && mayTake !== undefined && took > mayTake) say(`after ${took} ms of ${mayTake}`);
  if (facts?.outTradeNo !== undefined && facts.outTradeNo !== outTradeNo) say(`with the order ${facts.outTradeNo}`);
  if (outRefundNo !== undefined && facts?.outRefundNo !== undefined && facts.outRefundNo !== outRefundNo)
    say(`with the refund ${facts.outRefundNo}`);
  if (error?.code === 'INTERNAL_ERROR') say('with an internal error');
  return problems;
}

/** A settled word is replaced by a stronger one only. */
function weaker({ told, hardships, ledger }: World): string[] {
  const problems: string[] = [];
  const strongest = new Map<string, Told>();
  if (hardships.journal === 'sound') {
    for (const item of told) {
      const strength = strengths[item.result];
      if (item.what !== 'order' || strength === undefined) continue;
      const before = strongest.get(item.outTradeNo);
      const strengthBefore = before === undefined ? 0 : (strengths[before.result] as number);
      if (before !== undefined && strength < strengthBefore && item.at > before.at + atOnce)
        problems.push(`${item.outTradeNo}: told ${item.result} by ${item.by} after ${before.result} by ${before.by}`);
      if (strength > strengthBefore) strongest.set(item.outTradeNo, item);
    }
  }
  for (const [number, entries] of ledger.entries) {
    let last = 'undecided';
    for (const { record } of entries) {
      const isWeaker = (strengths[record.state] ?? 0) < (strengths[last] ?? 0) && record.state !== 'reentryConflict';
      if (isWeaker || (last === 'reentryConflict' && record.state !== last))
        problems.push(`${number}: ${record.state} in the journal after ${last}`);
      last = record.state;
    }
  }
  return problems;
}

/** "No such order" means nothing once anyone was told of the order. */
function forgotten({ told, hardships, service }: World): string[] {
  if (hardships.journal !== 'sound') return [];
  const problems: string[] = [];
  const knownSince = new Map<string, number>();
  for (const { what, result, outTradeNo, at, facts, by, error } of told) {
    // An order that its platform does not know counts as absent, though the service tells of it.
    if (what !== 'order' || service.orders.get(outTradeNo)?.state === 'void') continue;
    const known = knownSince.get(outTradeNo);
    // What another process has settled is told without its order: it says nothing about whether the order exists.
    const isWithoutOrder = result === 'failed' && facts?.outTradeNo === undefined;
    const isAbsent = result === 'notFound' || (isWithoutOrder && error?.code !== 'REFUSED_LOCALLY');
    if (isAbsent && known !== undefined && at > known + atOnce)
      problems.push(`${outTradeNo}: told ${result} by ${by}, though its order was told of before`);
    const tells = facts?.outTradeNo !== undefined || strengths[result] !== undefined || result === 'customerPaying';
    if (tells && !isAbsent && !isWithoutOrder && known === undefined) knownSince.set(outTradeNo, at);
  }
  return problems;
}
