import type { TracingChannel } from 'node:diagnostics_channel';
import { CloudPayError, type CloudPayErrorDetails } from './errors.ts';

/** What every message of a tracing channel of the SDK has gained when `asyncEnd` is published. */
export interface TracedFacts extends Pick<CloudPayErrorDetails, 'status' | 'internalStatus' | 'logId'> {
  /** Milliseconds from `start` to `asyncEnd`. */
  readonly durationMs?: number;
  /** Code of the error that it ended with, such as `TIMEOUT`. */
  readonly errorCode?: string;
}

const channels: Record<string, TracingChannel<unknown, object>> = {};

/** Part of Node that is fetched where it is first used: its import would be felt in that of the SDK. */
function library(): typeof import('node:diagnostics_channel') {
  return process.getBuiltinModule('node:diagnostics_channel');
}

/**
 * Lets `node:diagnostics_channel` follow a piece of work. While nobody listens it only does the work.
 *
 * Neither the result nor the error is published: they may hold what must not be logged. A message says what `describe` and `conclude` say.
 *
 * @param name of the tracing channel, such as `cloudpay:call`
 * @param describe what is known at the start
 * @param conclude calls `end` with what the result adds: at once, or when the work that it began is over
 * @example
 * const calling = () => ({ endpoint: 'micro_pay', host: 'pay.qcloud.com' });
 * await traced('cloudpay:call', client.clock, calling, () => client.ping(), (host, end) => end({ host }));
 */
export function traced<T>(
  name: string,
  clock: { monotonic(): number },
  describe: () => object,
  work: () => Promise<T>,
  conclude: (result: T, end: (facts: object) => void) => void,
): Promise<T> {
  channels[name] ??= library().tracingChannel<unknown, object>(name);
  const channel = channels[name];
  if (!channel.hasSubscribers) return work();
  const startedAt = clock.monotonic();
  const message = describe();
  const end = (facts: object) => {
    Object.assign(message, facts, { durationMs: clock.monotonic() - startedAt });
    channel.asyncStart.publish(message);
    channel.asyncEnd.publish(message);
  };
  return channel.start.runStores(message, async () => {
    try {
      const working = work();
      channel.end.publish(message);
      const result = await working;
      conclude(result, end);
      return result;
    } catch (thrown) {
      const facts = errorFacts(thrown);
      Object.assign(message, facts);
      channel.error.publish(message);
      end(facts);
      throw thrown;
    }
  });
}

/** What may be told of an error. */
export function errorFacts(error: unknown): TracedFacts {
  if (!(error instanceof CloudPayError)) return error === undefined ? {} : { errorCode: 'INTERNAL_ERROR' };
  const { code: errorCode, status, internalStatus, logId } = error;
  return { errorCode, status, internalStatus, logId };
}

/** Publishes a message on a channel that traces no work. */
export function publish(name: string, message: object): void {
  library().channel(name).publish(message);
}
