/** The HTTP status and redirect of a response. They are not authenticated: use them only to explain an error. */
export interface ResponseHead {
  readonly status: number;
  /** The target of a redirect. */
  readonly location: string | undefined;
}

/** One request to one host. */
export interface HttpRequest {
  readonly url: string;
  readonly body: string;
  /** Time limit in milliseconds, from connecting to the last byte of the response. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the head of a response whose status is not 200. Optional for a transport. */
  readonly onHead?: ((head: ResponseHead) => void) | undefined;
}

/** Sends requests. Tests and simulations implement their own. */
export interface Transport {
  /**
   * Posts a body exactly once. It never retries.
   *
   * @returns the body of the response, whatever its HTTP status
   * @throws CloudPayError `NOT_CONNECTED` (outcome `failed`: nothing was sent), `CONNECTION_LOST` or `TIMEOUT` (outcome
   * `unknown`), or `ABORTED` (either outcome; `cause` is the signal's reason)
   */
  post(request: HttpRequest): Promise<string>;
  /** Closes the connections. Clients count how many of them share a transport; the last one calls this. */
  close(): void;
}
