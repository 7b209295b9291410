import { type CallOptions, type CloudPayClient, CloudPayError, sharedTimeout } from '@cloudpay/core';
import { Status } from '@cloudpay/proto';
import type { Operation, Reply } from './operation.ts';

/** How long a host has to answer when others are asked too, in milliseconds. */
const longestAnswer = 3_000;

/** The failures after which a host counts as not answering. */
const silent: ReadonlySet<string> = new Set(['NOT_CONNECTED', 'CONNECTION_LOST', 'TIMEOUT', 'HTTP_ERROR']);

/**
 * Asks another host than one that has answered already: two hosts that say the same are better than one. When no other host answers, that one is
 * asked again.
 *
 * @throws CloudPayError what the last of them threw
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
 * @returns the first reply that tells of the order; or any other; or `refusedEverywhere` when all hosts that answer refuse without a code,
 * for the same reason
 * @throws CloudPayError when no host gives a believable response
 */
export async function askEverywhere<Outcome>(
  { hosts }: CloudPayClient,
  operation: Operation<Outcome>,
  { signal, timeout = longestAnswer }: CallOptions,
): Promise<Reply<Outcome> | { readonly refusedEverywhere: CloudPayError }> {
  const options = { signal, timeout: Math.min(timeout, longestAnswer) };
  const asked = await Promise.allSettled(hosts.map((host) => operation.ask({ ...options, host })));
  const replies = asked.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const reply = replies.find((item) => 'outcome' in item) ?? replies[0];
  if (reply !== undefined) return reply;
  const errors = asked.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const answers = errors.filter((error) => !(error instanceof CloudPayError && silent.has(error.code)));
  const [first] = answers;
  const isSameRefusal = (error: unknown) =>
    error instanceof CloudPayError &&
    error.status === Status.InvalidCall &&
    error.authenticated !== true &&
    error.internalStatus === (first as CloudPayError).internalStatus;
  if (first instanceof CloudPayError && answers.every(isSameRefusal)) return { refusedEverywhere: first };
  throw first ?? errors[0];
}
