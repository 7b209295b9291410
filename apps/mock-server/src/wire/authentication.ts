import { authenticationCode, verifyAuthenticationCode, verifySignature } from '@cloudpay/core/signing';
import { type AuthenInfo, AuthenType, type Endpoint, type RequestEnvelope, SignType } from '@cloudpay/proto';
import type { WrongCode } from '../diagnosis/diagnose-code.ts';
import { isBase64, remarkOnSignature } from '../diagnosis/diagnose-signature.ts';
import type { MerchantKeys } from '../service/merchant/merchant-keys.ts';
import type { Proof } from './verdict.ts';

/**
 * Verifies the authentication of a request.
 *
 * @param examine explains a code or signature that is wrong
 */
export function authenticate(
  { requestContent, authenInfo = {} }: RequestEnvelope,
  authentication: Endpoint<object, object>['authentication'],
  keys: MerchantKeys,
  examine: () => WrongCode,
): Proof {
  if (authentication === 'none') return { verdict: { result: 'notAsked' } };
  if (authentication === 'codeOrSignature' && authenInfo.a === undefined && isSignedBy(authenInfo, requestContent, keys)) {
    const remark = remarkOnSignature(keys.publicKey(), authenInfo.s?.sign ?? '');
    return { verdict: { result: 'authentic', by: 'signature', ...(remark && { remark }) } };
  }
  const code = authenInfo.a?.authenCode;
  if (hasCodeOf(authenInfo, requestContent, keys)) {
    const codeOf = (content: string) => authenticationCode(keys.authenKey, content);
    return { verdict: { result: 'authentic', by: 'code' }, code, codeOf };
  }
  const { codeOf, ...diagnosis } = examine();
  return { verdict: { result: 'wrong', diagnosis }, code, codeOf };
}

/**
 * The hash is over the received string, byte for byte: official samples end it with a newline. A missing type means
 * HMAC-SHA256.
 */
function hasCodeOf({ a }: AuthenInfo, content: string, keys: MerchantKeys): boolean {
  if (a?.authenCode === undefined || (a.authenType ?? AuthenType.HmacSha256) !== AuthenType.HmacSha256) return false;
  return verifyAuthenticationCode(keys.authenKey, content, a.authenCode);
}

function isSignedBy({ s }: AuthenInfo, content: string, keys: MerchantKeys): boolean {
  if (s?.sign === undefined || (s.signType ?? SignType.RsassaPss2048Sha256) !== SignType.RsassaPss2048Sha256) return false;
  return isBase64(s.sign) && verifySignature(keys.publicKey(), content, s.sign);
}
