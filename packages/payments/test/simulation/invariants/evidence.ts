import { asking, cancelling, type Departure, paying, saysAbsent, showsOrder } from '../observation.ts';
import type { Told } from '../told.ts';
import type { World } from '../world-parts.ts';

/** The longest that a request can be under way after its exchange has ended, in milliseconds. */
const longestUnderWay = 60_000;
const proofGap = 10_000;
const refusalGap = 3_000;

/** Whoever tells that nothing happened, that a cancellation was done, or a code to pay with, has the answers that it takes. */
export function checkEvidence(world: World): string[] {
  return world.told.flatMap((item) => {
    const { what, result, outTradeNo, facts } = item;
    const problem =
      (what === 'order' && result === 'failed' && facts?.outTradeNo === undefined && withoutProof(world, item)) ||
      (what === 'cancel' && result === 'cancelled' && withoutQuestion(world, item)) ||
      (what === 'order' && facts?.codeUrl !== undefined && unconfirmed(world, item));
    return problem ? [`${outTradeNo}: told ${what} ${result} by ${item.by}, ${problem}`] : [];
  });
}

/** Rule 9: nothing left; or the only request was refused, and two questions find nothing; or two questions after the minute find nothing. */
function withoutProof({ observation, hardships }: World, { outTradeNo, process, at, error }: Told): string | undefined {
  // Another process has concluded it.
  if (error?.code === 'REFUSED_LOCALLY') return undefined;
  const before = (departure: Departure) => departure.at <= at;
  const sent = observation.of(outTradeNo, paying).filter(before);
  const [only] = sent;
  if (only === undefined) return undefined;
  const asked = observation.of(outTradeNo, asking).filter((departure) => departure.process === process && before(departure));
  const shown = asked.find(
    ({ response }) =>
      response !== undefined &&
      response.at <= at &&
      showsOrder(outTradeNo, 'query_order', response) &&
      !saysAbsent(response.content),
  );
  if (shown !== undefined) return 'though the service had shown the order';
  const absent = asked.filter(({ response }) => response?.isFresh && response.at <= at && saysAbsent(response.content));
  const last = absent.at(-1);
  const first = absent.at(-2);
  if (last === undefined || first === undefined) return `on ${absent.length} questions that found nothing`;
  const isCalm =
    hardships.trouble === 0 && hardships.badHosts === 0 && hardships.refusing === 'none' && hardships.hostCount > 1;
  if (isCalm && absent.every(({ host }) => host === last.host)) return 'on the word of one host of several';
  const refusal = only.response;
  const isRefusal =
    sent.length === 1 &&
    refusal?.isFresh &&
    (/"status":104/.test(refusal.content) || saysAbsent(refusal.content)) &&
    !/"internal_status":407/.test(refusal.content);
  if (isRefusal) {
    if (last.at < refusal.at + refusalGap && !isAfterTheMinute(sent, absent))
      return `${last.at - refusal.at} ms after the refusal`;
    return undefined;
  }
  return isAfterTheMinute(sent, absent) ? undefined : 'less than a minute after the last request';
}

function isAfterTheMinute(sent: readonly Departure[], absent: readonly Departure[]): boolean {
  const end = Math.max(...sent.map(({ at, endedAt = at }) => Math.min(endedAt, at + 30_000)));
  const late = absent.filter(({ at }) => at >= end + longestUnderWay);
  const [first] = late;
  const last = late.at(-1);
  return first !== undefined && last !== undefined && last.at - first.at >= proofGap;
}

/** Rule 11: the order's state speaks, asked for after the request to cancel it. */
function withoutQuestion({ observation }: World, { outTradeNo, process, at }: Told): string | undefined {
  const own = (departure: Departure) => departure.process === process && departure.at <= at;
  const [first] = observation.of(outTradeNo, cancelling).filter(own);
  const answered = observation
    .of(outTradeNo, asking)
    .some(
      (departure) =>
        own(departure) && departure.at >= (first?.at ?? 0) && departure.response !== undefined && departure.response.at <= at,
    );
  return answered ? undefined : 'without a question';
}

/** Rule 10: a code is told beside the order's number, or by two different answers to the identical request. */
function unconfirmed({ observation }: World, { outTradeNo, process, at, facts }: Told): string | undefined {
  const has = ({ process: asker, response }: Departure) =>
    asker === process &&
    response !== undefined &&
    response.at <= at &&
    response.content.includes(`"code_url":"${facts?.codeUrl}"`);
  const isAsked = observation.of(outTradeNo, asking).some(has);
  const isRepeated =
    observation.of(outTradeNo, paying).filter((departure) => has(departure) && departure.response?.isFresh).length >= 2;
  return isAsked || isRepeated ? undefined : 'though its code was not confirmed';
}
