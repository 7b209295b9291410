import { decode, FieldError, parseJson, pingEndpoint, Status } from '@cloudpay/proto';
import { foreignResponse } from './http-failure.ts';
import type { ResponseHead, Transport } from './transport.ts';

/** Default timeout of a ping, in milliseconds. */
export const pingTimeout = 2_000;

/** The result of a ping. */
export interface Pong {
  /** The host that answered. */
  readonly baseUrl: string;
  /** The service's clock when it answered, in milliseconds since 1970. The service reports whole seconds. */
  readonly serviceTime: number;
  /** The duration of the ping, in milliseconds. */
  readonly roundTrip: number;
}

/**
 * Pings one host. The response has no authentication code; only TLS protects it. Endpoint `ping`.
 *
 * @param monotonic a clock in milliseconds that never jumps
 * @param options `timeout` in milliseconds, default {@link pingTimeout}
 * @throws CloudPayError if the host cannot be reached, or the response does not come from Cloud Pay
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
  const onHead = (value: ResponseHead) => {
    head = value;
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
