import { type Departure, saysAbsent } from '../observation.ts';
import type { World } from '../world-parts.ts';

/** The longest that a request can be under way after its exchange has ended, in milliseconds. */
const longestUnderWay = 60_000;
const proofGap = 10_000;
const refusalGap = 3_000;

/**
 * Rule 9: nothing left; or the only request was refused, and two questions find nothing; or two questions after the minute find nothing.
 *
 * @param sent the requests of all processes
 * @param absent the questions that found nothing
 * @returns what is missing
 */
export function withoutProof(
  { hardships }: World,
  sent: readonly Departure[],
  absent: readonly Departure[],
): string | undefined {
  const [only] = sent;
  if (only === undefined) return undefined;
  const last = absent.at(-1);
  if (last === undefined || absent.length < 2) return `on ${absent.length} questions that found nothing`;
  const { trouble, badHosts, refusing, hostCount } = hardships;
  const allAnswer = trouble === 0 && badHosts === 0 && refusing === 'none' && hostCount > 1;
  if (allAnswer && absent.every(({ host }) => host === last.host)) return 'on the word of one host of several';
  if (isAfterTheMinute(sent, absent)) return undefined;
  const refusal = only.response;
  const isRefused = refusal?.isFresh && (/"status":104/.test(refusal.content) || saysAbsent(refusal.content));
  if (sent.length > 1 || !isRefused || /"internal_status":407/.test(refusal.content))
    return 'less than a minute after the last request';
  return last.at < refusal.at + refusalGap ? `${last.at - refusal.at} ms after the refusal` : undefined;
}

function isAfterTheMinute(sent: readonly Departure[], absent: readonly Departure[]): boolean {
  const end = Math.max(...sent.map(({ at, endedAt = at }) => Math.min(endedAt, at + 30_000)));
  const late = absent.filter(({ at }) => at >= end + longestUnderWay);
  const [first] = late;
  const last = late.at(-1);
  return first !== undefined && last !== undefined && last.at - first.at >= proofGap;
}
