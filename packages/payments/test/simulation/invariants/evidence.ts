import { asking, cancelling, type Departure, paying, saysAbsent, showsOrder } from '../observation.ts';
import type { Told } from '../told.ts';
import type { World } from '../world-parts.ts';
import { withoutProof } from './proof.ts';

/** Whoever tells that nothing happened, that a cancellation was done, or a code to pay with, has the answers that it takes. */
export function checkEvidence(world: World): string[] {
  return world.told.flatMap((item) => {
    const { what, result, outTradeNo, facts, outRefundNo, error } = item;
    // What the service tells of the thing itself needs no proof, nor does what another process has proved, or what was refused before it left.
    const isConcluded =
      result === 'failed' &&
      facts?.outTradeNo === undefined &&
      error?.code !== 'REFUSED_LOCALLY' &&
      error?.code !== 'NUMBER_REUSED';
    const problem =
      (what === 'order' && isConcluded && concludedPayment(world, item)) ||
      (what === 'refund' && isConcluded && outRefundNo !== undefined && concludedRefund(world, item, outRefundNo)) ||
      (what === 'cancel' && result === 'cancelled' && withoutQuestion(world, item)) ||
      (what === 'order' && facts?.codeUrl !== undefined && unconfirmed(world, item));
    return problem ? [`${outTradeNo}: told ${what} ${result} by ${item.by}, ${problem}`] : [];
  });
}

function concludedPayment(world: World, { outTradeNo, process, at }: Told): string | undefined {
  const { observation } = world;
  const sent = observation.of(outTradeNo, paying).filter((departure) => departure.at <= at);
  const asked = answeredBefore(observation.of(outTradeNo, asking), process, at);
  const isShown = asked.some(
    ({ response }) => response && showsOrder(outTradeNo, 'query_order', response) && !saysAbsent(response.content),
  );
  if (isShown) return 'though the service had shown the order';
  // What an earlier holder has watched and found stands in the record: it counts for the next one.
  const answered = answeredByAll(observation.of(outTradeNo, asking), at);
  const absent = answered.filter(({ response }) => response?.isFresh && saysAbsent(response.content));
  return withoutProof(world, sent, absent);
}

/** "No such refund" is status 104, or a list that holds every other refund that was told of. */
function concludedRefund(world: World, { outTradeNo, at }: Told, outRefundNo: string): string | undefined {
  const { observation, service } = world;
  const others = [...(service.orders.get(outTradeNo)?.refunds.keys() ?? [])].filter((number) => number !== outRefundNo);
  const sent = observation
    .of(outTradeNo, ['refund'])
    .filter((departure) => departure.refundNo === outRefundNo && departure.at <= at);
  const reused = sent.filter(({ response }) => response?.isFresh && /"internal_status":407/.test(response.content));
  // Two different answers say that the number belongs to another refund.
  if (reused.length >= 2) return undefined;
  const isAbsent = ({ response, at: askedAt }: Departure) => {
    if (!response?.isFresh) return false;
    if (/"status":104/.test(response.content)) return /"internal_status":(426|400)/.test(response.content);
    const isListed = (number: string) => response.content.includes(`"out_refund_no":"${number}"`);
    const isWhole = others.every((number) => isListed(number) || !observation.isRefundShownBefore(number, askedAt));
    return /"refund_order_content":/.test(response.content) && !isListed(outRefundNo) && isWhole;
  };
  const asked = answeredByAll(observation.of(outTradeNo, ['query_refund_order']), at);
  const isAbout = ({ refundNo }: Departure) => refundNo === undefined || refundNo === outRefundNo;
  return withoutProof(
    world,
    sent,
    asked.filter((departure) => isAbout(departure) && isAbsent(departure)),
  );
}

/** Rule 11: the order's state speaks, asked for after the request to cancel it. */
function withoutQuestion({ observation }: World, { outTradeNo, process, at }: Told): string | undefined {
  const [first] = observation.of(outTradeNo, cancelling).filter((departure) => departure.process === process);
  const answered = answeredBefore(observation.of(outTradeNo, asking), process, at);
  return answered.some((departure) => departure.at >= (first?.at ?? 0)) ? undefined : 'without a question';
}

/** Rule 10: a code is told beside the order's number, or by two different answers to the identical request. */
function unconfirmed({ observation }: World, { outTradeNo, process, at, facts }: Told): string | undefined {
  const has = ({ response }: Departure) => response?.content.includes(`"code_url":"${facts?.codeUrl}"`) === true;
  const isAsked = answeredBefore(observation.of(outTradeNo, asking), process, at).some(has);
  const sent = answeredBefore(observation.of(outTradeNo, paying), process, at);
  const isRepeated = sent.filter((departure) => has(departure) && departure.response?.isFresh).length >= 2;
  return isAsked || isRepeated ? undefined : 'though its code was not confirmed';
}

/** The requests of a process that had their response by then. */
function answeredBefore(departures: readonly Departure[], process: number, at: number): Departure[] {
  return answeredByAll(departures, at).filter((departure) => departure.process === process);
}

/** The requests of all processes that had their response by then. */
function answeredByAll(departures: readonly Departure[], at: number): Departure[] {
  return departures.filter(({ response }) => response !== undefined && response.at <= at);
}
