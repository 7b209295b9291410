import type { Credential } from './envelope.ts';

/** Options of every call. */
export interface CallOptions {
  /** Ends the call early; the error is `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the call gives up; the error is `TIMEOUT`. Default: the configuration's `timeout`. */
  readonly timeout?: number | undefined;
}

/** Options of one call of the client. */
export interface ExchangeOptions extends CallOptions {
  /** Milliseconds until the call gives up, at most 30,000; the error is `TIMEOUT`. Default: the configuration's `timeout`. */
  readonly timeout?: number | undefined;
  /** Authenticates the request. Default: the merchant's authentication key, if the client has one. */
  readonly credential?: Credential;
  /** Base URL of the host, one of the client's `hosts`. Default: the current host. */
  readonly host?: string | undefined;
}

/** The result of a successful call (status 0). */
export interface Success<Response> {
  readonly response: Response;
  /**
   * Set when the response has no value under the endpoint's own key, so it may belong to another call. `response` then
   * holds the value under one of the `otherResponseKeys`. It is empty when there is none and the endpoint `mayLackPayload`.
   */
  readonly lacksPayload?: true;
  readonly logId: string | undefined;
  /**
   * Whether this client sees the authentication code of the response for the first time. Always false for a response
   * without a code.
   */
  readonly fresh: boolean;
  /** Base URL of the host that answered. */
  readonly host: string;
}
