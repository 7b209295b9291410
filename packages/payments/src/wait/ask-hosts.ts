import { type CallOptions, type CloudPayClient, CloudPayError, sharedTimeout } from '@cloudpay/core';
import { Status } from '@cloudpay/proto';
import type { Operation, Reply } from './operation.ts';

/** How long a host may take to answer when other hosts are asked too, in milliseconds. */
const longestAnswer = 3_000;

/** The failures after which a host counts as not answering. */
const silent: ReadonlySet<string> = new Set(['NOT_CONNECTED', 'CONNECTION_LOST', 'TIMEOUT', 'HTTP_ERROR']);

/**
 * Asks another host than the one that has answered already, since two hosts prove more than one. When no other host answers,
 * the same host is asked again.
 *
 * @throws CloudPayError the error of the last host
 */
export async function askElsewhere<Outcome>(
  client: CloudPayClient,
  operation: Operation<Outcome>,
  notAt: string,
  options: CallOptions,
): Promise<Reply<Outcome>> {
  const next = sharedTimeout(client, options);
  for (const host of client.hosts.filter((other) => other !== notAt)) {
    const { signal, timeout = longestAnswer } = next();
    try {
      return await operation.ask({ signal, timeout: Math.min(timeout, longestAnswer), host });
    } catch (error) {
      if (!(error instanceof CloudPayError) || !silent.has(error.code)) throw error;
    }
  }
  return operation.ask({ ...next(), host: notAt });
}

/**
 * Asks every host at once.
 *
 * @returns a reply that reports the order, if there is one; else any other reply; or `refusedEverywhere` when all hosts that
 * answer refuse without an authentication code, for the same reason
 * @throws CloudPayError when no host gives a believable response
 */
export async function askEverywhere<Outcome>(
  { hosts }: CloudPayClient,
  operation: Operation<Outcome>,
  { signal, timeout = longestAnswer }: CallOptions,
): Promise<Reply<Outcome> | { readonly refusedEverywhere: CloudPayError }> {
  const options = { signal, timeout: Math.min(timeout, longestAnswer) };
  const results = await Promise.allSettled(hosts.map((host) => operation.ask({ ...options, host })));
  const replies = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const reply = replies.find((item) => 'outcome' in item) ?? replies[0];
  if (reply !== undefined) return reply;
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const refusals = errors.filter((error) => !(error instanceof CloudPayError && silent.has(error.code)));
  const [first] = refusals;
  const isSameRefusal = (error: unknown) =>
    error instanceof CloudPayError &&
    error.status === Status.InvalidCall &&
    error.authenticated !== true &&
    error.internalStatus === (first as CloudPayError).internalStatus;
  if (first instanceof CloudPayError && refusals.every(isSameRefusal)) return { refusedEverywhere: first };
  throw first ?? errors[0];
}
