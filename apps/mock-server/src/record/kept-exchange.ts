import type { Verdict } from '../wire/verdict.ts';
import type { KeptRequest } from './read-request.ts';
import type { RecordedExchange, RecordedFault, RecordedResponse } from './recorded-exchange.ts';

/** An exchange as the recorder keeps it: as text. It is parsed only when it is read. */
export interface KeptExchange
  extends Pick<RecordedExchange, 'id' | 'at' | 'endpoint' | 'method' | 'host' | 'missing' | 'durationMs'> {
  /** By this machine's clock, which the control API does not move. */
  readonly arrivedAtMs: number;
  readonly request: KeptRequest;
  readonly fault?: RecordedFault | undefined;
  readonly verdict?: Verdict | undefined;
  readonly response?: KeptResponse;
}

export interface KeptResponse
  extends Pick<RecordedResponse, 'httpStatus' | 'status' | 'internalStatus' | 'description' | 'logId'> {
  /** The whole body. */
  readonly body: string;
}

/** The size of an exchange, in characters. */
export function sizeOf({ request, response }: KeptExchange): number {
  return request.text.length + (response?.body.length ?? 0);
}
