import type { AuthenInfo } from '@cloudpay/proto';
import { NotAnEnvelope, readEnvelope } from '../wire/envelope.ts';
import { maskLongNumbers, maskSecrets } from './masking.ts';

/** What a recording keeps of a request. */
export interface KeptRequest {
  readonly text: string;
  /** Whether the text is another than arrived. */
  readonly isMasked: boolean;
  readonly isEnvelope: boolean;
  readonly authenInfo: AuthenInfo | undefined;
}

/** Reads a body for the record, whatever it is. A payment code goes no further than here. */
export function readRequest(body: Uint8Array | undefined): KeptRequest {
  try {
    const { requestContent, authenInfo } = readEnvelope(body);
    return { ...masked(requestContent, maskSecrets), isEnvelope: true, authenInfo };
  } catch (error) {
    if (!(error instanceof NotAnEnvelope)) throw error;
    return { ...masked(Buffer.from(body ?? []).toString('utf8'), maskLongNumbers), isEnvelope: false, authenInfo: undefined };
  }
}

function masked(text: string, mask: (text: string) => string): Pick<KeptRequest, 'text' | 'isMasked'> {
  const kept = mask(text);
  return { text: kept, isMasked: kept !== text };
}
