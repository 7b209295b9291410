import { decode, FieldError, parseJson, pingEndpoint, Status } from '@cloudpay/proto';
import { foreignResponse } from './http-failure.ts';
import type { ResponseHead, Transport } from './transport.ts';

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
  const url = `${baseUrl}/cpay/${pingEndpoint.path}`;
  let head: ResponseHead | undefined;
  const onHead = (told: ResponseHead) => {
    head = told;
  };
  const text = await transport.post({ url, body: '{}', timeout, signal, onHead });
  const timestamp = readTimestamp(text);
  if (timestamp === undefined) throw foreignResponse(pingEndpoint.path, url, text, head);
  return { baseUrl, serviceTime: timestamp * 1000, roundTrip: monotonic() - start };
}

function readTimestamp(text: string): number | undefined {
  try {
    const { status, timestamp } = decode(pingEndpoint.response, parseJson(text));
    return status === Status.Succeeded ? timestamp : undefined;
  } catch (error) {
    if (error instanceof FieldError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
