import type { Diagnosis } from '../diagnosis/diagnosis.ts';

/** The result of the authentication of a request. */
export type Verdict =
  | {
      readonly result: 'authentic';
      readonly by: 'code' | 'signature';
      /** A difference that is accepted but should be corrected. */
      readonly remark?: Diagnosis;
    }
  | { readonly result: 'wrong'; readonly diagnosis: Diagnosis }
  /** The call needs no authentication, or the request could not be read. */
  | { readonly result: 'notAsked' };

/** The verdict, and further data for the recording. */
export interface Proof {
  readonly verdict: Verdict;
  /** The code as received. */
  readonly code?: string | undefined;
  /**
   * Computes the code that the same client would send for another content, with the same mistakes. Undefined if they are
   * not known.
   */
  readonly codeOf?: ((content: string) => string) | undefined;
}
