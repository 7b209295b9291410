import type { Diagnosis } from '../diagnosis/diagnosis.ts';

/** What came of the check of who sent a request. */
export type Verdict =
  | {
      readonly result: 'authentic';
      readonly by: 'code' | 'signature';
      /** What is accepted here, and would better be done otherwise. */
      readonly remark?: Diagnosis;
    }
  | { readonly result: 'wrong'; readonly diagnosis: Diagnosis }
  /** The call needs no proof, or what came is no request that could hold one. */
  | { readonly result: 'notAsked' };

/** The verdict, and what a record needs beside it. */
export interface Proof {
  readonly verdict: Verdict;
  /** The code beside the request, as it arrived. */
  readonly code?: string | undefined;
  /** The code that the same client gives another content, as right or as wrong as this one; undefined where that is not known. */
  readonly codeOf?: ((content: string) => string) | undefined;
}
