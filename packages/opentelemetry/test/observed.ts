import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type DataPoint, type Histogram, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { onTestFinished } from 'vitest';
import { instrumentCloudPay } from '../src/index.ts';

class ManualReader extends MetricReader {
  protected async onShutdown(): Promise<void> {}
  protected async onForceFlush(): Promise<void> {}
}

/** Everything that the instrumentation brings about, until the test ends. */
export interface Observed {
  readonly instrumentation: Disposable;
  readonly tracerProvider: TracerProvider;
  /** The spans that have ended, those of one name if it is given. */
  spans(name?: string): ReadableSpan[];
  /** The points of a metric. */
  points(metric: string): Promise<DataPoint<number | Histogram>[]>;
  /** All spans and metrics, as text. */
  everything(): Promise<string>;
}

/** @param options `hasContextManager` registers one, as the Node SDK of OpenTelemetry does */
export function observe({ hasContextManager = true } = {}): Observed {
  if (hasContextManager) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    onTestFinished(() => context.disable());
  }
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const reader = new ManualReader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  const instrumentation = instrumentCloudPay({ tracerProvider, meterProvider });
  onTestFinished(() => instrumentation[Symbol.dispose]());
  const collect = async () => (await reader.collect()).resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
  const spans = (name?: string) => exporter.getFinishedSpans().filter((span) => name === undefined || span.name === name);
  return {
    instrumentation,
    tracerProvider,
    spans,
    async points(metric) {
      const found = (await collect()).find(({ descriptor }) => descriptor.name === metric);
      return (found?.dataPoints ?? []) as DataPoint<number | Histogram>[];
    },
    async everything() {
      const told = spans().map(({ name, attributes, status, events }) => ({ name, attributes, status, events }));
      return JSON.stringify([told, await collect()]);
    },
  };
}
