import { channel, type TracingChannelSubscribers, tracingChannel } from 'node:diagnostics_channel';
import type { PaymentsChannels } from '@cloudpay/payments';

/** The channels that trace a piece of work. */
export type TracedChannel = Exclude<keyof PaymentsChannels, 'cloudpay:host'>;

/** Calls a function for each message of an event. @returns ends that */
export function on<Name extends TracedChannel>(
  name: Name,
  event: 'start' | 'asyncEnd',
  listener: (message: PaymentsChannels[Name]) => void,
): () => void {
  const subscribers = { [event]: listener } as unknown as TracingChannelSubscribers<object>;
  const traced = tracingChannel<unknown, object>(name);
  traced.subscribe(subscribers);
  return () => void traced.unsubscribe(subscribers);
}

/** Calls a function for each change of the host. @returns ends that */
export function onHostChange(listener: (message: PaymentsChannels['cloudpay:host']) => void): () => void {
  const hosts = channel('cloudpay:host');
  const subscriber = (message: unknown) => listener(message as PaymentsChannels['cloudpay:host']);
  hosts.subscribe(subscriber);
  return () => void hosts.unsubscribe(subscriber);
}
