import type { CallFault } from '../service/faults/fault.ts';
import type { Response } from './response.ts';

/** The result of one call, for the client and for the recording. */
export interface Exchange {
  readonly response: Response;
  /** The digits of the log id. */
  readonly logId: string;
  readonly text: string;
  /** The injected fault. Faults of a payment scenario are in the response. */
  readonly injected: CallFault | undefined;
}
