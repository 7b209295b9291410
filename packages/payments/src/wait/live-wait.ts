/** A wait for an order or a refund that is under way in this process. */
export interface LiveWait<Outcome> {
  readonly outcome: Promise<Outcome>;
  /** Queries at once, instead of at the end of the pause or of the request that is under way. */
  wake(): void;
  /** Ends the wait. The outcome is then `unknown`, or `failed` if no request had left. */
  stop(reason: unknown): void;
}
