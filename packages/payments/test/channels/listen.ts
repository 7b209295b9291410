import { channel, tracingChannel } from 'node:diagnostics_channel';
import { onTestFinished } from 'vitest';
import type { PaymentsChannels } from '../../src/index.ts';

type Names = Exclude<keyof PaymentsChannels, 'cloudpay:host'>;

const names: readonly Names[] = [
  'cloudpay:call',
  'cloudpay:payment',
  'cloudpay:refund',
  'cloudpay:cancellation',
  'cloudpay:callback',
  'cloudpay:journal',
];

/** One message, as it was when it was published. */
export interface Published {
  readonly channel: string;
  readonly event: string;
  readonly message: Record<string, unknown>;
}

/** Everything that is published on the channels of the SDK, until the test ends. */
export function listen(): {
  readonly all: readonly Published[];
  /** What the work of a channel had come to at its end. */
  ended<Name extends Names>(name: Name): PaymentsChannels[Name][];
} {
  const all: Published[] = [];
  for (const name of names) {
    const note = (event: string) => (message: object) => void all.push({ channel: name, event, message: { ...message } });
    const subscribers = {
      start: note('start'),
      end: note('end'),
      asyncStart: note('asyncStart'),
      asyncEnd: note('asyncEnd'),
      error: note('error'),
    };
    const traced = tracingChannel<unknown, object>(name);
    traced.subscribe(subscribers);
    onTestFinished(() => void traced.unsubscribe(subscribers));
  }
  const hosts = (message: unknown) =>
    void all.push({ channel: 'cloudpay:host', event: '', message: { ...(message as object) } });
  channel('cloudpay:host').subscribe(hosts);
  onTestFinished(() => void channel('cloudpay:host').unsubscribe(hosts));
  return {
    all,
    ended: (name) =>
      all.filter((item) => item.channel === name && item.event === 'asyncEnd').map(({ message }) => message as never),
  };
}
