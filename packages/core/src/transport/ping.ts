import { decode, FieldError, PingResponse, parseJson } from '@cloudpay/proto';
import { CloudPayError } from '../base/errors.ts';
import type { Transport } from './transport.ts';

/** A ping gives up after this time unless configured otherwise, in milliseconds. */
export const pingTimeout = 2_000;

/** What a ping learnt. */
export interface Pong {
  /** The host that answered. */
  readonly baseUrl: string;
  /** The service's clock when it answered, in milliseconds since 1970 (it tells whole seconds). */
  readonly serviceTime: number;
  /** Milliseconds, there and back. */
  readonly roundTrip: number;
}

/**
 * Pings one host. The response carries no code: TLS alone vouches for it. Endpoint `ping`.
 *
 * @throws CloudPayError when the host cannot be reached, or what answers is not Cloud Pay
 */
export async function pingHost(
  transport: Transport,
  baseUrl: string,
  monotonic: () => number,
  { timeout = pingTimeout, signal }: { timeout?: number | undefined; signal?: AbortSignal | undefined },
): Promise<Pong> {
  const start = monotonic();
  const text = await transport.post({ url: `${baseUrl}/cpay/ping`, body: '{}', timeout, signal });
  return { baseUrl, serviceTime: readTimestamp(text) * 1000, roundTrip: monotonic() - start };
}

function readTimestamp(text: string): number {
  try {
    const { status, timestamp } = decode(PingResponse, parseJson(text));
    if (status === 0 && timestamp !== undefined) return timestamp;
  } catch (error) {
    if (!(error instanceof FieldError || error instanceof SyntaxError)) throw error;
  }
  throw new CloudPayError('对方不是云支付服务 (the host did not answer as Cloud Pay)', {
    code: 'HTTP_ERROR',
    outcome: 'unknown',
    endpoint: 'ping',
  });
}
