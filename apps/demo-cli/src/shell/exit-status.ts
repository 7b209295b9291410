import { returnCodeOf } from '@cloudpay/payments';

/** What the process says to the shell when it ends. */
export const exitStatus = {
  /** As wished: paid, cancelled, refunded, read, all decided. */
  success: 0,
  /** Decided, but not as wished. */
  decidedOtherwise: 1,
  /** Not certain: the customer may have been charged, or may get the money back. */
  unknown: 2,
  /** Refused before anything was sent. */
  refused: 3,
  /** The command line itself is wrong (EX_USAGE of sysexits.h). */
  wrongUsage: 64,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** The exit status that tells an outcome: of an order, a cancellation or a refund. */
export function exitStatusOf(outcome: Parameters<typeof returnCodeOf>[0]): ExitStatus {
  switch (returnCodeOf(outcome)) {
    case 0:
      return exitStatus.success;
    case -2:
    case -5:
      return exitStatus.unknown;
    default:
      return exitStatus.decidedOtherwise;
  }
}
