/** An order or refund that is being taken to its outcome in this process. */
export interface LiveWait<Outcome> {
  readonly outcome: Promise<Outcome>;
  /** Asks at once, instead of at the end of the pause or of the request that is under way. */
  wake(): void;
  /** Ends the wait; the outcome is then unknown, unless nothing had left. */
  stop(reason: unknown): void;
}
