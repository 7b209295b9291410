/**
 * OpenTelemetry for Cloud Pay: spans and metrics of everything that `@cloudpay/payments` does. Start with {@link instrumentCloudPay}.
 *
 * @module @cloudpay/opentelemetry
 */
import { type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api';
import { followByMetrics } from './metrics.ts';
import { followBySpans } from './spans.ts';

/** What {@link instrumentCloudPay} takes. */
export interface InstrumentationOptions {
  /** Makes the spans. Default: the global one. */
  readonly tracerProvider?: TracerProvider;
  /** Makes the metrics. Default: the global one. */
  readonly meterProvider?: MeterProvider;
}

const scope = '@cloudpay/opentelemetry';

/**
 * Makes spans and metrics of all clients of this process, from now on. Call it once, after the providers were set, whenever the clients are made.
 *
 * - Spans: one for each payment, refund, cancellation and callback; the calls are their children, with the attributes of HTTP clients.
 * - Metrics: `cloudpay.outcome.duration`, `cloudpay.call.duration`, `cloudpay.journal.duration` (seconds), `cloudpay.host.changes`,
 *   `cloudpay.orders.open` and `cloudpay.orders.oldest` (seconds).
 *
 * Nothing in them is a key, a payment code, a part of a body, or about the customer. Order numbers stand in spans alone.
 *
 * @returns ends it: spans that are open are ended
 * @example
 * using instrumentation = instrumentCloudPay();
 */
export function instrumentCloudPay(options: InstrumentationOptions = {}): Disposable {
  const { tracerProvider = trace, meterProvider = metrics } = options;
  const endSpans = followBySpans(tracerProvider.getTracer(scope));
  const endMetrics = followByMetrics(meterProvider.getMeter(scope));
  return {
    [Symbol.dispose]() {
      endSpans();
      endMetrics();
    },
  };
}
