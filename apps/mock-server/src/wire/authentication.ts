import type { KeyObject } from 'node:crypto';
import { verifyAuthenticationCode, verifySignature } from '@cloudpay/core/signing';
import { type AuthenInfo, AuthenType, type RequestEnvelope, SignType } from '@cloudpay/proto';
import { Refusal, refusals } from './refusal.ts';

/** How an endpoint knows who calls. A login has no key yet; a refund may be signed instead. */
export type Authentication = 'code' | 'codeOrSignature' | 'none';

/** The keys of the merchant, as far as the service needs them. */
export interface MerchantKeys {
  readonly authenKey: KeyObject;
  /** Made when first needed: it costs more than all the rest of the start. */
  publicKey(): KeyObject;
}

/** @throws Refusal with internal_status 7 when the request does not prove who sent it */
export function authenticate(envelope: RequestEnvelope, authentication: Authentication, keys: MerchantKeys): void {
  if (authentication === 'none') return;
  const { requestContent, authenInfo = {} } = envelope;
  const accepted =
    authentication === 'codeOrSignature' && authenInfo.a === undefined
      ? isSignedBy(authenInfo, requestContent, keys)
      : hasCodeOf(authenInfo, requestContent, keys);
  if (!accepted) throw new Refusal(refusals.wrongAuthenticationCode);
}

/** The hash covers the received string as it is: official samples end it with a newline. An absent type counts as the only one there is. */
function hasCodeOf({ a }: AuthenInfo, content: string, keys: MerchantKeys): boolean {
  if (a?.authenCode === undefined || (a.authenType ?? AuthenType.HmacSha256) !== AuthenType.HmacSha256) return false;
  return verifyAuthenticationCode(keys.authenKey, content, a.authenCode);
}

function isSignedBy({ s }: AuthenInfo, content: string, keys: MerchantKeys): boolean {
  if (s?.sign === undefined || (s.signType ?? SignType.RsassaPss2048Sha256) !== SignType.RsassaPss2048Sha256) return false;
  return verifySignature(keys.publicKey(), content, s.sign);
}
