/** What HTTP says of a response. Nothing vouches for it: it explains a response that is not Cloud Pay's, and decides nothing. */
export interface ResponseHead {
  readonly status: number;
  /** Where a redirect leads. */
  readonly location: string | undefined;
}

/** One request on its way to one host. */
export interface HttpRequest {
  readonly url: string;
  readonly body: string;
  /** Milliseconds for the whole exchange, connection included. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Receives the head of a response whose status is not 200. A transport need not call it. */
  readonly onHead?: ((head: ResponseHead) => void) | undefined;
}

/** The port through which requests leave. A simulation brings its own. */
export interface Transport {
  /**
   * Posts a body once, and never again by itself.
   *
   * @returns the body of the response, whatever its HTTP status: only an authentication code says what a response is worth
   * @throws CloudPayError `NOT_CONNECTED` (outcome `failed`: nothing was sent), `CONNECTION_LOST` or `TIMEOUT` (outcome `unknown`), or
   * `ABORTED` (either, and `cause` is the signal's reason)
   */
  post(request: HttpRequest): Promise<string>;
  /** Closes the connections. Clients that share a transport close it with the last of them. */
  close(): void;
}
