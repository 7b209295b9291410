/** What can go wrong with a call, by a payment scenario or by a fault that was asked for. */
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
  /** `delay`: how late the response is. `hold`: how long the connection stays open without one. */
  readonly milliseconds?: number;
}

/** Whether the service has done what it was asked for, although its response does not say so. */
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

/** How long a `hold` holds unless it says otherwise. */
export const holdMilliseconds = 20_000;

export function leavesNoTrace(fault: CallFault): boolean {
  return !takesEffect[fault.kind];
}
