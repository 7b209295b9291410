import type { Verdict } from '../wire/verdict.ts';
import type { KeptRequest } from './read-request.ts';
import type { RecordedExchange, RecordedFault, RecordedResponse } from './recorded-exchange.ts';

/** What the recorder keeps of an exchange: texts. They are parsed when somebody looks. */
export interface KeptExchange
  extends Pick<RecordedExchange, 'id' | 'at' | 'endpoint' | 'method' | 'host' | 'missing' | 'durationMs'> {
  /** On this machine's clock, which nobody moves. */
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

/** How much room it takes, in characters. */
export function sizeOf({ request, response }: KeptExchange): number {
  return request.text.length + (response?.body.length ?? 0);
}
