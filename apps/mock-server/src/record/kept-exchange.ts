import type { Verdict } from '../wire/verdict.ts';
import type { KeptRequest } from './read-request.ts';
import type { RecordedAnswer, RecordedExchange, RecordedMishap } from './recorded-exchange.ts';

/** What the recorder keeps of an exchange: texts. They are parsed when somebody looks. */
export interface KeptExchange extends Pick<RecordedExchange, 'id' | 'at' | 'endpoint' | 'method' | 'host' | 'durationMs'> {
  /** On this machine's clock, which nobody moves. */
  readonly arrivedAtMs: number;
  readonly request: KeptRequest;
  readonly mishap?: RecordedMishap | undefined;
  readonly verdict?: Verdict | undefined;
  readonly answer?: KeptAnswer;
}

export interface KeptAnswer extends Pick<RecordedAnswer, 'httpStatus' | 'status' | 'internalStatus' | 'description' | 'logId'> {
  /** The whole body. */
  readonly body: string;
}

/** How much room it takes, in characters. */
export function sizeOf({ request, answer }: KeptExchange): number {
  return request.text.length + (answer?.body.length ?? 0);
}
