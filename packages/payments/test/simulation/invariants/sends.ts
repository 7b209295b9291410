import { asking, cancelling, type Departure, paying } from '../observation.ts';
import type { World } from '../world-parts.ts';

/** The identical request leaves within so much of the first, in milliseconds. */
const retryWindow = 45_000;
/** By so much a request may leave after it was recorded: a journal has two seconds to accept it. In milliseconds. */
const recording = 2_100;

/** When requests that move money may leave. */
export function checkSends(world: World): string[] {
  const { observation } = world;
  const problems: string[] = [];
  for (const number of observation.departures.keys()) {
    const sent = observation.of(number, paying);
    const [first] = sent;
    problems.push(...unrecorded(world, number, sent));
    if (first !== undefined) {
      for (const departure of sent.slice(1)) problems.push(...forbidden(world, number, first, departure));
      problems.push(...lastSteps(world, number, sent));
    }
    problems.push(...lateRefunds(world, number));
  }
  return problems;
}

/** Each request is recorded before it leaves; the first one within the journal's two seconds. */
function unrecorded({ ledger, started, hardships }: World, number: string, sent: readonly Departure[]): string[] {
  return sent.flatMap(({ at }, index) => {
    const record = ledger.entries.get(number)?.findLast((entry) => entry.at <= at)?.record;
    if ((record?.sends?.count ?? 0) < index + 1) return [`${number}: payment request ${index + 1} left before it was recorded`];
    const start = started.get(number);
    const isLate =
      index === 0 && hardships.badHosts === 0 && !hardships.pauses && start !== undefined && at > start + recording;
    return isLate ? [`${number}: the payment left ${at - start} ms after it was asked for`] : [];
  });
}

function forbidden({ observation, ledger }: World, number: string, first: Departure, { at, process }: Departure): string[] {
  if (observation.wasAnsweredBefore(process, number, at)) return [`${number}: a payment request left after one was answered`];
  // Once an order was shown, the identical request can make none.
  if (observation.isShownBefore(process, number, at)) return [];
  const say = (what: string) => [`${number}: a payment request left ${what}`];
  if (at > first.at + retryWindow) return say(`${at - first.at} ms after the first`);
  const cancelled = observation.of(number, cancelling)[0];
  if (cancelled !== undefined && at > cancelled.at + recording) return say('after a cancellation');
  const settled = ledger.entries.get(number)?.find(({ record }) => !['undecided', 'refused'].includes(record.state));
  if (settled !== undefined && at > settled.at + recording) return say(`after it was settled as ${settled.record.state}`);
  if (observation.wasRefusedBefore(process, number, at)) return say('after it was refused');
  return [];
}

/** The last step of a wait charges nobody: no one would look at what comes of it. */
function lastSteps({ told, observation }: World, number: string, sent: readonly Departure[]): string[] {
  return told.flatMap(({ what, by, outTradeNo, result, at, process, wasStopped }) => {
    if (what !== 'order' || by !== 'wait' || outTradeNo !== number || result !== 'unknown' || wasStopped) return [];
    const own = sent.filter((departure) => departure.process === process && departure.at <= at);
    const last = own.at(-1);
    if (last === undefined || own.length < 2) return [];
    const isAsked = observation.of(number, asking).some((question) => question.process === process && question.at >= last.at);
    return isAsked || observation.isShownBefore(process, number, last.at)
      ? []
      : [`${number}: a payment request was the last step`];
  });
}

function lateRefunds({ observation }: World, number: string): string[] {
  const first = new Map<string, number>();
  const problems: string[] = [];
  for (const { refundNo = '', at } of observation.of(number, ['refund'])) {
    const start = first.get(refundNo);
    if (start === undefined) first.set(refundNo, at);
    else if (at > start + retryWindow)
      problems.push(`${number}: refund ${refundNo} left ${at - start} ms after the first time`);
  }
  return problems;
}
