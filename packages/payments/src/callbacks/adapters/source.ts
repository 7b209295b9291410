import type { CallbackListener } from '../callback.ts';
import type { CallbackHandler, CallbackOptions } from '../callback-handler.ts';

/** The part of a `Payments` that an adapter needs. */
export interface CallbackSource {
  callbackHandler(listener: CallbackListener, options?: CallbackOptions): CallbackHandler;
}

/** The options of an adapter: those of the handler, and a timeout for the body. */
export interface AdapterOptions extends CallbackOptions {
  /** How long a body may take to arrive, in milliseconds. Default 10,000. */
  readonly bodyTimeout?: number;
}

/** The default of {@link AdapterOptions.bodyTimeout}. Cloud Pay sends a few kilobytes at once. */
export const defaultBodyTimeout = 10_000;

/**
 * The longest body that is read, in bytes. A callback about an order with the longest list of goods stays below a tenth of it.
 */
export const maxBodyBytes = 1_048_576;
