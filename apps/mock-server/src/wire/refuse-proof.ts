import { type Diagnosis, inBothLanguages } from '../diagnosis/diagnosis.ts';
import { Refusal, refusals } from '../service/refusals/refusal.ts';

/** Refuses a wrong code or signature. The description says what is probably wrong with it. */
export function refuseProof(diagnosis: Diagnosis): Refusal {
  const { description } = refusals.wrongAuthenticationCode;
  return new Refusal({ ...refusals.wrongAuthenticationCode, description: `${description}: ${inBothLanguages(diagnosis)}` });
}
