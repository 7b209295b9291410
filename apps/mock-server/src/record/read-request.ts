import type { AuthenInfo } from '@cloudpay/proto';
import { NotAnEnvelope, readEnvelope } from '../wire/envelope.ts';
import { maskLongNumbers, maskSecrets } from './masking.ts';

/** The parts of a request that a recording keeps. */
export interface KeptRequest {
  readonly text: string;
  /** Whether the text differs from the received one. */
  readonly isMasked: boolean;
  readonly isEnvelope: boolean;
  readonly authenInfo: AuthenInfo | undefined;
}

/** Reads any body for the recording. Payment codes are masked here. */
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
