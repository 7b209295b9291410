import type { Told } from '../told.ts';
import type { World } from '../world-parts.ts';

/** A told refund is the one that was asked for, and no refund leaves while it is open whether an earlier one arrived. */
export function checkRefunds(world: World): string[] {
  return [
    ...world.told.filter(({ what }) => what === 'refund').flatMap((item) => wrongRefund(world, item)),
    ...overlapping(world),
  ];
}

function wrongRefund({ service, refundsAsked }: World, { outTradeNo, outRefundNo = '', result, facts, by }: Told): string[] {
  const refund = service.refunds.get(outRefundNo);
  const asked = refundsAsked.get(outRefundNo);
  const isOurs = refund !== undefined && !refund.isStrangers;
  const say = (problem: string) => [`${outTradeNo}: told refund ${outRefundNo} ${result} by ${by}, but ${problem}`];
  if (result === 'succeeded') {
    if (refund === undefined) return say('there is none');
    // A callback tells of other people's refunds too.
    if (!isOurs && (by !== 'callback' || asked !== undefined)) return say('it is a stranger’s');
    if (refund.state !== 'succeeded') return say(`it is ${refund.state}`);
    if (refund.outTradeNo !== outTradeNo) return say('it is of another order');
    if (asked !== undefined && asked.refundFee !== refund.fee) return say(`it is of ${refund.fee}`);
    if (facts?.refundFee !== undefined && facts.refundFee !== refund.fee) return say(`it is of ${refund.fee}`);
  }
  if (result === 'failed' && isOurs && refund.state !== 'failed') return say(`it is ${refund.state}`);
  if (result === 'INVALID_ARGUMENT' && isOurs) return say('it was sent');
  return [];
}

/** A second refund may be the repetition of a first one that arrived: it waits until the service has told of the first. */
function overlapping({ observation, ledger }: World): string[] {
  const problems: string[] = [];
  for (const [number, departures] of observation.departures) {
    const sent = departures.filter(({ endpoint }) => endpoint === 'refund');
    const first = new Map<string, number>();
    for (const { refundNo = '', at } of sent) if (!first.has(refundNo)) first.set(refundNo, at);
    for (const [refundNo, at] of first) {
      for (const [earlier, sentAt] of first) {
        if (sentAt >= at || observation.isRefundShownBefore(earlier, at)) continue;
        const record = ledger.entries.get(number)?.findLast((entry) => entry.at <= at)?.record;
        if (record?.refunds?.find(({ outRefundNo }) => outRefundNo === earlier)?.state === 'undecided')
          problems.push(`${number}: refund ${refundNo} left while ${earlier} was not decided`);
      }
    }
  }
  return problems;
}
