import { type CallKind, Status } from '@cloudpay/proto';
import type { CloudPayError } from '../base/errors.ts';

/** What may follow a failure: `no`; `ask`, the order's state first; or the identical request again after a while. */
export type RetryAction = 'no' | 'ask' | 'elsewhere' | 'backOff' | 'after3s';

/** A failure, as the policy sees it. */
export type Failure =
  | 'refused'
  | 'uncertain3'
  | 'uncertain103'
  | 'undocumentedStatus'
  | 'notConnected'
  | 'noBelievableResponse'
  | 'stopped';

/**
 * The policy, whole. `elsewhere` is another host at once while there is one that has not failed this call, then a back-off with jitter.
 *
 * A charging call is never repeated blindly: the order is asked for first, and sent again only when the service does not know it. A report that
 * may have arrived is not repeated: it could count twice, and the next one follows.
 */
export const retryTable: Readonly<Record<Failure, Readonly<Record<CallKind, RetryAction>>>> = {
  refused: { reading: 'no', acting: 'no', charging: 'no', reporting: 'no' },
  uncertain3: { reading: 'backOff', acting: 'backOff', charging: 'ask', reporting: 'no' },
  uncertain103: { reading: 'after3s', acting: 'after3s', charging: 'ask', reporting: 'no' },
  undocumentedStatus: { reading: 'backOff', acting: 'no', charging: 'ask', reporting: 'no' },
  notConnected: { reading: 'elsewhere', acting: 'elsewhere', charging: 'elsewhere', reporting: 'elsewhere' },
  noBelievableResponse: { reading: 'elsewhere', acting: 'elsewhere', charging: 'ask', reporting: 'no' },
  stopped: { reading: 'no', acting: 'no', charging: 'no', reporting: 'no' },
};

/** Which row of the table an error belongs to. */
export function failureOf({ code, status }: Pick<CloudPayError, 'code' | 'status'>): Failure {
  switch (code) {
    case 'SERVICE_REFUSED':
      return 'refused';
    case 'SERVICE_UNCERTAIN':
      if (status === Status.Unknown) return 'uncertain3';
      return status === Status.Pending ? 'uncertain103' : 'undocumentedStatus';
    case 'NOT_CONNECTED':
      return 'notConnected';
    case 'CONNECTION_LOST':
    case 'TIMEOUT':
    case 'HTTP_ERROR':
    case 'UNVERIFIED_RESPONSE':
    case 'UNREADABLE_RESPONSE':
      return 'noBelievableResponse';
    default:
      return 'stopped';
  }
}

const firstBackOff = 500;
const longestBackOff = 5_000;

/**
 * How long to wait before the identical request goes again, in milliseconds; undefined when it must not.
 *
 * @param failures of this call so far, from 1
 * @param hostCount how many hosts there are
 * @param random from 0 up to 1: the jitter keeps the tills of a chain from returning in step
 */
export function retryDelay(
  kind: CallKind,
  error: Pick<CloudPayError, 'code' | 'status'>,
  failures: number,
  hostCount: number,
  random: () => number,
): number | undefined {
  const repetition = retryTable[failureOf(error)][kind];
  if (repetition === 'no' || repetition === 'ask') return undefined;
  if (repetition === 'after3s') return 3_000;
  if (repetition === 'elsewhere' && failures < hostCount) return 0;
  const rounds = repetition === 'elsewhere' ? failures - hostCount : failures - 1;
  return Math.min(firstBackOff * 2 ** rounds, longestBackOff) * (0.5 + random() / 2);
}
