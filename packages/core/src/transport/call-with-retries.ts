import type { Endpoint } from '@cloudpay/proto';
import { CloudPayError, type ErrorOutcome } from '../base/errors.ts';
import { checkTimeout } from '../models/check-timeout.ts';
import { type BaseClient, closedError, type ExchangeOptions, type Success } from './base-client.ts';
import { aborted } from './http-failure.ts';
import { failureOf, retryDelay } from './retry-policy.ts';

/** A call with its repetitions gives up after this time unless its caller says otherwise, in milliseconds: three times that of one call. */
export function defaultPatience({ configuration }: BaseClient): number {
  return configuration.timeout * 3;
}

/**
 * Calls an endpoint, and repeats the identical request as `retryTable` allows, within the caller's deadline.
 *
 * @param options `timeout` bounds the whole, repetitions included, in milliseconds; default three times the configuration's
 * @throws CloudPayError the last failure; its outcome is `unknown` when any request of the series may have acted
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
      // What only reads has no effect to be uncertain of: the last word counts.
      mayHaveActed ||= kind !== 'reading' && error.outcome === 'unknown';
      // Nor has it done anything when it was told to stop.
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

/** The same error, where the series of calls makes something else certain. A refusal of a repetition says nothing about the request before it, say. */
function withOutcome(error: CloudPayError, outcome: ErrorOutcome): CloudPayError {
  if (error.outcome === outcome) return error;
  const { message, code, status, internalStatus, logId, endpoint, host, authenticated, fresh, connection } = error;
  const facts = { status, internalStatus, logId, endpoint, host, authenticated, fresh, connection };
  return new CloudPayError(message, { code, outcome, ...facts, cause: error });
}
