import type { TracingChannel } from 'node:diagnostics_channel';
import { CloudPayError, type CloudPayErrorDetails } from './errors.ts';

/** What every message of a tracing channel of the SDK has gained when `asyncEnd` is published. */
export interface TracedFacts extends Pick<CloudPayErrorDetails, 'status' | 'internalStatus' | 'logId'> {
  /** Milliseconds from `start` to `asyncEnd`. */
  readonly durationMs?: number;
  /** Code of the error that it ended with, such as `TIMEOUT`. */
  readonly errorCode?: string;
}

type Channels = TracingChannel<unknown, object>;

const channels = new Map<string, Channels>();

/** A channel is made where it is first used: the import of a part of Node is felt in that of the SDK. */
function tracingChannel(name: string): Channels {
  let channel = channels.get(name);
  if (channel === undefined) {
    channel = process.getBuiltinModule('node:diagnostics_channel').tracingChannel<unknown, object>(name);
    channels.set(name, channel);
  }
  return channel;
}

/**
 * Lets `node:diagnostics_channel` follow a piece of work. While nobody listens it only does the work.
 *
 * Neither the result nor the error is published: they may hold what must not be logged. A message says what `describe` and `factsOf` say.
 *
 * @param name of the tracing channel, such as `cloudpay:call`
 * @param describe what is known at the start
 * @param factsOf what the result adds; the work goes on until a promise of it resolves
 * @example traced('cloudpay:call', clock, () => ({ endpoint, host }), () => send(), ({ logId }) => ({ logId }));
 */
export function traced<T>(
  name: string,
  clock: { monotonic(): number },
  describe: () => object,
  work: () => Promise<T>,
  factsOf: (result: T) => object | Promise<object>,
): Promise<T> {
  const channel = tracingChannel(name);
  if (!channel.hasSubscribers) return work();
  const { start, end, asyncStart, asyncEnd, error } = channel;
  const startedAt = clock.monotonic();
  const message = describe();
  const finish = (facts: object) => {
    Object.assign(message, facts, { durationMs: clock.monotonic() - startedAt });
    asyncStart.publish(message);
    asyncEnd.publish(message);
  };
  const fail = (thrown: unknown) => {
    Object.assign(message, errorFacts(thrown));
    error.publish(message);
    finish({});
  };
  return start.runStores(message, () => {
    // Work that throws at once fails like any other.
    const working = new Promise<T>((resolve) => resolve(work()));
    end.publish(message);
    return working.then(
      (result) => {
        const facts = factsOf(result);
        if (facts instanceof Promise) facts.then(finish, fail);
        else finish(facts);
        return result;
      },
      (thrown: unknown) => {
        fail(thrown);
        throw thrown;
      },
    );
  });
}

/** What may be told of an error. */
export function errorFacts(error: unknown): TracedFacts {
  if (error === undefined) return {};
  if (!(error instanceof CloudPayError)) return { errorCode: 'INTERNAL_ERROR' };
  const { code: errorCode, status, internalStatus, logId } = error;
  const facts = { errorCode, status, internalStatus, logId };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** Publishes a message on a channel that traces no work. It is made only when somebody listens. */
export function publish(name: string, message: () => object): void {
  const channel = process.getBuiltinModule('node:diagnostics_channel').channel(name);
  if (channel.hasSubscribers) channel.publish(message());
}
