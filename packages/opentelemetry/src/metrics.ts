import type { Attributes, Meter, ObservableResult } from '@opentelemetry/api';
import { serverAttributes } from './attributes.ts';
import { on, onHostChange } from './follow.ts';
import { OpenOrders } from './open-orders.ts';

/** Bounds of the buckets, in seconds: a write of the journal takes a millisecond, a payment up to minutes. */
const boundaries = {
  call: [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30],
  outcome: [0.5, 1, 2, 3, 5, 10, 20, 30, 60, 90, 150, 300],
  journal: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
};

/** What is waited for until it has an outcome. */
const operations = ['payment', 'refund', 'cancellation', 'callback'] as const;

/** Counts and measures what the channels tell. @returns ends that */
export function followByMetrics(meter: Meter): () => void {
  const histogram = (name: string, description: string, bounds: number[]) =>
    meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries: bounds } });
  const calls = histogram('cloudpay.call.duration', 'Duration of calls to Cloud Pay', boundaries.call);
  const outcomes = histogram('cloudpay.outcome.duration', 'Time to the outcome of payments, refunds, …', boundaries.outcome);
  const journal = histogram('cloudpay.journal.duration', 'Duration of uses of the journal', boundaries.journal);
  const hosts = meter.createCounter('cloudpay.host.changes', { unit: '{change}', description: 'Changes of the host' });
  return together([
    on('cloudpay:call', 'asyncEnd', ({ durationMs = 0, endpoint, host, status, errorCode }) => {
      const attributes = { 'cloudpay.endpoint': endpoint, 'cloudpay.status': status, ...serverAttributes(host) };
      calls.record(durationMs / 1_000, { ...attributes, ...errorType(errorCode) });
    }),
    ...operations.map((operation) =>
      on(`cloudpay:${operation}`, 'asyncEnd', ({ durationMs = 0, result = 'error', errorCode }) => {
        const attributes = { 'cloudpay.operation': operation, 'cloudpay.result': result };
        outcomes.record(durationMs / 1_000, { ...attributes, ...errorType(errorCode) });
      }),
    ),
    on('cloudpay:journal', 'asyncEnd', ({ durationMs = 0, operation, errorCode }) => {
      // Other errors are the journal's word, not its failure: a number that is recorded already, for example.
      const failure = errorCode === 'JOURNAL_UNAVAILABLE' ? errorCode : undefined;
      journal.record(durationMs / 1_000, { 'cloudpay.operation': operation, ...errorType(failure) });
    }),
    onHostChange(({ to, reason }) => hosts.add(1, { ...serverAttributes(to), 'cloudpay.reason': reason })),
    followOpenOrders(meter),
  ]);
}

function followOpenOrders(meter: Meter): () => void {
  const orders = new OpenOrders();
  const count = meter.createObservableGauge('cloudpay.orders.open', {
    unit: '{order}',
    description: 'Orders of which something is not decided',
  });
  const age = meter.createObservableGauge('cloudpay.orders.oldest', {
    unit: 's',
    description: 'Age of the oldest open order; 0 where there is none',
  });
  const observeCount = (result: ObservableResult) => {
    for (const [state, told] of Object.entries(orders.summary())) result.observe(told.count, { 'cloudpay.state': state });
  };
  const observeAge = (result: ObservableResult) => {
    const now = Date.now();
    for (const [state, { oldest = now }] of Object.entries(orders.summary())) {
      result.observe(Math.max(0, now - oldest) / 1_000, { 'cloudpay.state': state });
    }
  };
  count.addCallback(observeCount);
  age.addCallback(observeAge);
  const works = ['cloudpay:payment', 'cloudpay:refund', 'cloudpay:cancellation'] as const;
  return together([
    ...works.map((name) => on(name, 'start', (message) => orders.began(message))),
    ...works.map((name) => on(name, 'asyncEnd', (message) => orders.ended(message, name === 'cloudpay:payment'))),
    on('cloudpay:journal', 'asyncEnd', (message) => orders.recorded(message)),
    () => count.removeCallback(observeCount),
    () => age.removeCallback(observeAge),
  ]);
}

function errorType(code: string | undefined): Attributes {
  return code === undefined ? {} : { 'error.type': code };
}

function together(ends: readonly (() => void)[]): () => void {
  return () => {
    for (const end of ends) end();
  };
}
