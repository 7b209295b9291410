/** The faults of a call, from a payment scenario or injected. */
export type FaultKind =
  | 'status3'
  | 'status103'
  | 'drop_before'
  | 'drop_after'
  | 'hold'
  | 'wrong_code'
  | 'no_code'
  | 'delay'
  | 'http_500'
  | 'garbage';

export interface CallFault {
  readonly kind: FaultKind;
  /** `delay`: how late the response is. `hold`: how long the connection stays open without a response. */
  readonly milliseconds?: number;
}

/** Whether the service carries out the request, although the response does not say so. */
const takesEffect: Record<FaultKind, boolean> = {
  status3: false,
  status103: true,
  drop_before: false,
  drop_after: true,
  hold: true,
  wrong_code: true,
  no_code: true,
  delay: true,
  http_500: false,
  garbage: true,
};

export const faultKinds: readonly string[] = Object.keys(takesEffect);

/** The default time of a `hold`, in milliseconds. */
export const holdMilliseconds = 20_000;

export function leavesNoTrace(fault: CallFault): boolean {
  return !takesEffect[fault.kind];
}
