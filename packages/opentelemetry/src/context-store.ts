import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, trace } from '@opentelemetry/api';

/**
 * Makes the context of a span the active one while the work of the span runs. Spans of other instrumentations, for example of `node:http`,
 * then become its children. Without a context manager in the program the store itself keeps the context.
 */
export class ContextStore extends AsyncLocalStorage<Context> {
  /** The context that a new span belongs to. */
  get current(): Context {
    const active = context.active();
    return trace.getSpan(active) === undefined ? (this.getStore() ?? active) : active;
  }

  override run<R>(store: Context, callback: () => R): R;
  override run<R, Args extends unknown[]>(store: Context, callback: (...args: Args) => R, ...args: Args): R;
  override run<R, Args extends unknown[]>(store: Context, callback: (...args: Args) => R, ...args: Args): R {
    return super.run(store, () => context.with(store, () => callback(...args)));
  }
}
