import { type CallKind, Status } from '@cloudpay/proto';
import type { CloudPayError } from '../base/errors.ts';

/**
 * What to do after a failure. `no`: give up. `queryFirst`: query the order first. The others: send the identical request again,
 * after a delay.
 */
export type RetryAction = 'no' | 'queryFirst' | 'otherHost' | 'backOff' | 'after3s';

/** The kinds of failure that the policy distinguishes. */
export type Failure =
  | 'refused'
  | 'uncertain3'
  | 'uncertain103'
  | 'undocumentedStatus'
  | 'notConnected'
  | 'noAcceptableResponse'
  | 'stopped';

/**
 * The complete policy. `otherHost` means: send to another host at once, while one is left that has not failed this call;
 * then back off with jitter.
 *
 * A charging call is never simply repeated: the order is queried first, and the request is sent again only if the service
 * does not know the order. A report that may have arrived is not repeated, because it could be counted twice.
 */
export const retryTable: Readonly<Record<Failure, Readonly<Record<CallKind, RetryAction>>>> = {
  refused: { reading: 'no', acting: 'no', charging: 'no', reporting: 'no' },
  uncertain3: { reading: 'backOff', acting: 'backOff', charging: 'queryFirst', reporting: 'no' },
  uncertain103: { reading: 'after3s', acting: 'after3s', charging: 'queryFirst', reporting: 'no' },
  undocumentedStatus: { reading: 'backOff', acting: 'no', charging: 'queryFirst', reporting: 'no' },
  notConnected: { reading: 'otherHost', acting: 'otherHost', charging: 'otherHost', reporting: 'otherHost' },
  noAcceptableResponse: { reading: 'otherHost', acting: 'otherHost', charging: 'queryFirst', reporting: 'no' },
  stopped: { reading: 'no', acting: 'no', charging: 'no', reporting: 'no' },
};

/** The row of the table for an error. */
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
      return 'noAcceptableResponse';
    default:
      return 'stopped';
  }
}

const firstBackOff = 500;
const longestBackOff = 5_000;

/**
 * The delay before the identical request is sent again, in milliseconds. Undefined if it must not be sent again.
 *
 * @param failures number of failures of this call so far, from 1
 * @param hostCount number of hosts
 * @param random returns 0 up to, but not including, 1. The jitter keeps the tills of a chain from retrying at the same
 * moment
 */
export function retryDelay(
  kind: CallKind,
  error: Pick<CloudPayError, 'code' | 'status'>,
  failures: number,
  hostCount: number,
  random: () => number,
): number | undefined {
  const action = retryTable[failureOf(error)][kind];
  if (action === 'no' || action === 'queryFirst') return undefined;
  if (action === 'after3s') return 3_000;
  if (action === 'otherHost' && failures < hostCount) return 0;
  const rounds = action === 'otherHost' ? failures - hostCount : failures - 1;
  return Math.min(firstBackOff * 2 ** rounds, longestBackOff) * (0.5 + random() / 2);
}
