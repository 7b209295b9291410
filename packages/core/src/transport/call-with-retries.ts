import type { Endpoint } from '@cloudpay/proto';
import { CloudPayError, type ErrorOutcome } from '../base/errors.ts';
import { checkTimeout } from '../models/check-timeout.ts';
import { type BaseClient, closedError } from './base-client.ts';
import type { ExchangeOptions, Success } from './call-options.ts';
import { aborted } from './http-failure.ts';
import { failureOf, retryDelay } from './retry-policy.ts';

/** Default timeout of a call with its retries, in milliseconds: three times that of one call. */
export function defaultPatience({ configuration }: BaseClient): number {
  return configuration.timeout * 3;
}

/**
 * Calls an endpoint, and sends the identical request again as `retryTable` allows, until the timeout.
 *
 * @param options `timeout` for all attempts together, in milliseconds; default: three times the configuration's `timeout`
 * @returns the result of the first attempt that succeeds
 * @throws ArgumentError before anything is sent, if the content breaks the schema
 * @throws CloudPayError the last failure. Its outcome is `unknown` if any attempt may have had an effect
 * @example
 * const client = createClient(configurationFromEnv());
 * const { outSubMchId } = client.configuration;
 * const content = { outSubMchId, pageNum: 1, pageSize: 1 };
 * const { response } = await callWithRetries(client, sdkQuerySubMchInfoEndpoint, content, { timeout: 20_000 });
 */
export async function callWithRetries<Request extends { nonceStr?: string }, Response extends object>(
  client: BaseClient,
  endpoint: Endpoint<Request, Response>,
  content: Omit<Request, 'nonceStr'>,
  options: ExchangeOptions = {},
): Promise<Success<Response>> {
  if (options.timeout !== undefined) checkTimeout(options.timeout);
  const { clock, configuration, closed } = client;
  const deadline = clock.monotonic() + (options.timeout ?? defaultPatience(client));
  const { kind } = endpoint;
  let mayHaveActed = false;
  for (let failures = 1; ; failures += 1) {
    const remaining = deadline - clock.monotonic();
    try {
      return await client.call(endpoint, content, {
        ...options,
        timeout: Math.max(1, Math.min(configuration.timeout, remaining)),
      });
    } catch (thrown) {
      const error = thrown as CloudPayError;
      // A reading call has no effect, so the outcome of the last attempt is enough.
      mayHaveActed ||= kind !== 'reading' && error.outcome === 'unknown';
      // For the same reason a reading call that was stopped has certainly had no effect.
      if (kind === 'reading' && failureOf(error) === 'stopped') throw withOutcome(error, 'failed');
      const after = retryDelay(kind, error, failures, client.hosts.length, client.random);
      if (after === undefined || clock.monotonic() + after >= deadline)
        throw mayHaveActed ? withOutcome(error, 'unknown') : error;
      const signal = options.signal === undefined ? closed : AbortSignal.any([options.signal, closed]);
      if (after > 0) await sleep(client, clock.sleep(after, signal), mayHaveActed);
    }
  }
}

async function sleep(client: BaseClient, sleeping: Promise<void>, mayHaveActed: boolean): Promise<void> {
  try {
    await sleeping;
  } catch (cause) {
    const outcome = mayHaveActed ? 'unknown' : 'failed';
    throw client.closed.aborted ? closedError(outcome) : aborted(outcome, cause);
  }
}

/**
 * A copy of the error with another outcome. For example, when a retry is refused, the first attempt may still have had an
 * effect.
 */
function withOutcome(error: CloudPayError, outcome: ErrorOutcome): CloudPayError {
  if (error.outcome === outcome) return error;
  const { message, code, status, internalStatus, logId, endpoint, host, authenticated, fresh, connection } = error;
  const facts = { status, internalStatus, logId, endpoint, host, authenticated, fresh, connection };
  return new CloudPayError(message, { code, outcome, ...facts, cause: error });
}
