import type { CallFault } from '../service/faults/fault.ts';
import type { Response } from './response.ts';

/** The result of one call, for the wire and for the record. */
export interface Exchange {
  readonly response: Response;
  /** Its digits. */
  readonly logId: string;
  readonly text: string;
  /** The fault that someone asked for. Other faults are those of a payment scenario. */
  readonly injected: CallFault | undefined;
}
