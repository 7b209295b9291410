import type { CloudPayError } from '../base/errors.ts';

/**
 * What a call does, as far as repeating it goes: `reading` changes nothing; `acting` changes an order under a number of its own, so that the
 * identical request has no second effect; `charging` takes a customer's money.
 */
export type CallKind = 'reading' | 'acting' | 'charging';

/** The calls that are not `reading`. */
const kinds: Readonly<Record<string, CallKind>> = {
  micro_pay: 'charging',
  scan_code_pay: 'charging',
  reverse: 'acting',
  close_order: 'acting',
  refund: 'acting',
  set_sub_mch_shop_info: 'acting',
};

/** What kind of call an endpoint is. */
export function callKind(path: string): CallKind {
  return kinds[path] ?? 'reading';
}

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
 * A charging call is never repeated blindly: the order is asked for first, and sent again only when the service does not know it.
 */
export const retryTable: Readonly<Record<Failure, Readonly<Record<CallKind, RetryAction>>>> = {
  refused: { reading: 'no', acting: 'no', charging: 'no' },
  uncertain3: { reading: 'backOff', acting: 'backOff', charging: 'ask' },
  uncertain103: { reading: 'after3s', acting: 'after3s', charging: 'ask' },
  undocumentedStatus: { reading: 'backOff', acting: 'no', charging: 'ask' },
  notConnected: { reading: 'elsewhere', acting: 'elsewhere', charging: 'elsewhere' },
  noBelievableResponse: { reading: 'elsewhere', acting: 'elsewhere', charging: 'ask' },
  stopped: { reading: 'no', acting: 'no', charging: 'no' },
};

/** Which row of the table an error belongs to. */
export function failureOf({ code, status }: Pick<CloudPayError, 'code' | 'status'>): Failure {
  switch (code) {
    case 'SERVICE_REFUSED':
      return 'refused';
    case 'SERVICE_UNCERTAIN':
      return status === 3 ? 'uncertain3' : status === 103 ? 'uncertain103' : 'undocumentedStatus';
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
