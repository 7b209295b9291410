/** Why a request does not prove who sent it, for people. */
export interface Diagnosis {
  readonly zh: string;
  readonly en: string;
}

/** What came of the check of who sent a request. */
export interface Verdict {
  /** Undefined: nothing was checked, as the call needs no proof, or was not read that far. */
  readonly authentic: boolean | undefined;
  /** What is wrong with the proof, as far as it can be told. */
  readonly diagnosis?: Diagnosis;
}
