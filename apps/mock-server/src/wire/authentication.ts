import type { KeyObject } from 'node:crypto';
import { verifyAuthenticationCode, verifySignature } from '@cloudpay/core/signing';
import { type AuthenInfo, AuthenType, type RequestEnvelope, SignType } from '@cloudpay/proto';
import { isBase64, remarkOnSignature } from './diagnosis/diagnose-signature.ts';
import type { Diagnosis } from './diagnosis/diagnosis.ts';

/** How an endpoint knows who calls. A login has no key yet; a refund may be signed instead. */
export type Authentication = 'code' | 'codeOrSignature' | 'none';

/** The keys of the merchant, as far as the service needs them. */
export interface MerchantKeys {
  readonly authenKey: KeyObject;
  /** Made when first needed: it costs more than all the rest of the start. */
  publicKey(): KeyObject;
}

/** Whether a request proves who sent it. */
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

/**
 * Checks what proves who sent a request.
 *
 * @param examine finds out what is the matter with a proof that does not hold
 */
export function checkAuthentication(
  { requestContent, authenInfo = {} }: RequestEnvelope,
  authentication: Authentication,
  keys: MerchantKeys,
  examine: () => Diagnosis,
): Verdict {
  if (authentication === 'none') return { result: 'notAsked' };
  if (authentication === 'codeOrSignature' && authenInfo.a === undefined && isSignedBy(authenInfo, requestContent, keys)) {
    const remark = remarkOnSignature(keys.publicKey(), authenInfo.s?.sign ?? '');
    return { result: 'authentic', by: 'signature', ...(remark && { remark }) };
  }
  if (hasCodeOf(authenInfo, requestContent, keys)) return { result: 'authentic', by: 'code' };
  return { result: 'wrong', diagnosis: examine() };
}

/** The hash covers the received string as it is: official samples end it with a newline. An absent type counts as the only one there is. */
function hasCodeOf({ a }: AuthenInfo, content: string, keys: MerchantKeys): boolean {
  if (a?.authenCode === undefined || (a.authenType ?? AuthenType.HmacSha256) !== AuthenType.HmacSha256) return false;
  return verifyAuthenticationCode(keys.authenKey, content, a.authenCode);
}

function isSignedBy({ s }: AuthenInfo, content: string, keys: MerchantKeys): boolean {
  if (s?.sign === undefined || (s.signType ?? SignType.RsassaPss2048Sha256) !== SignType.RsassaPss2048Sha256) return false;
  return isBase64(s.sign) && verifySignature(keys.publicKey(), content, s.sign);
}
