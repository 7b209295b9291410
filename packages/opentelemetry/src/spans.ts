import { tracingChannel } from 'node:diagnostics_channel';
import type { CallMessage } from '@cloudpay/payments';
import { type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { httpAttributes, spanAttributes } from './attributes.ts';
import { ContextStore } from './context-store.ts';
import { on, type TracedChannel } from './follow.ts';

/** The channels whose work becomes spans. */
const spanned = [
  'cloudpay:call',
  'cloudpay:payment',
  'cloudpay:refund',
  'cloudpay:cancellation',
  'cloudpay:callback',
] as const satisfies readonly TracedChannel[];

/** Results that somebody has to look into. */
const troubling: ReadonlySet<unknown> = new Set(['unknown', 'reentryConflict']);

/** A refusal is an answer, for example "no such order". A call is given up when its answer is not needed any more. */
const harmless: ReadonlySet<string> = new Set(['SERVICE_REFUSED', 'ABORTED']);

/** Makes a span of each payment, refund, cancellation, callback and call. @returns ends that */
export function followBySpans(tracer: Tracer): () => void {
  const store = new ContextStore();
  const spans = new Map<object, Span>();
  const ends = spanned.flatMap((name) => {
    const { start } = tracingChannel<unknown, object>(name);
    start.bindStore(store, (message) => {
      const parent = store.current;
      const span = startSpan(tracer, name, message, parent);
      spans.set(message, span);
      return trace.setSpan(parent, span);
    });
    const stop = on(name, 'asyncEnd', (message) => {
      const span = spans.get(message);
      spans.delete(message);
      if (span !== undefined) endSpan(span, message);
    });
    return [() => void start.unbindStore(store), stop];
  });
  return () => {
    for (const end of ends) end();
    for (const span of spans.values()) span.end();
    spans.clear();
  };
}

function startSpan(tracer: Tracer, name: (typeof spanned)[number], message: object, parent: ContextStore['current']): Span {
  const attributes = spanAttributes(message);
  if (name !== 'cloudpay:call') return tracer.startSpan(name.replace(':', ' '), { attributes }, parent);
  const call = message as CallMessage;
  const options = { kind: SpanKind.CLIENT, attributes: { ...attributes, ...httpAttributes(call) } };
  return tracer.startSpan(`POST /cpay/${call.endpoint}`, options, parent);
}

function endSpan(span: Span, message: { readonly errorCode?: string; readonly result?: string }): void {
  span.setAttributes(spanAttributes(message));
  const { errorCode, result } = message;
  const isError = result === undefined ? errorCode !== undefined && !harmless.has(errorCode) : troubling.has(result);
  if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
