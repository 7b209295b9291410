import { type Diagnosis, inBothLanguages } from '../diagnosis/diagnosis.ts';
import { Refusal, refusals } from '../service/refusals/refusal.ts';

/** Refuses a code or signature that does not verify. The description says what is probably wrong with it. */
export function refuseProof(diagnosis: Diagnosis): Refusal {
  const { description } = refusals.wrongAuthenticationCode;
  return new Refusal({ ...refusals.wrongAuthenticationCode, description: `${description}: ${inBothLanguages(diagnosis)}` });
}
