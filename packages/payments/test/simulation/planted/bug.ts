/** A place in the sources of the SDK, and what a careless hand would make of it. */
export interface Edit {
  /** Below `packages`. */
  readonly file: string;
  /** It stands there once. */
  readonly right: string;
  readonly wrong: string;
}

/** A bug that the simulation must find. */
export interface Bug extends Edit {
  readonly name: string;
  /** A second guard that has to go before the bug can do harm. */
  readonly and?: Edit;
}
