import type { KeyObject } from 'node:crypto';
import { verifyAuthenticationCode, verifySignature } from '@cloudpay/core/signing';
import { type AuthenInfo, AuthenType, type RequestEnvelope, SignType } from '@cloudpay/proto';
import type { Diagnosis, Verdict } from './verdict.ts';

/** How an endpoint knows who calls. A login has no key yet; a refund may be signed instead. */
export type Authentication = 'code' | 'codeOrSignature' | 'none';

/** The keys of the merchant, as far as the service needs them. */
export interface MerchantKeys {
  readonly authenKey: KeyObject;
  /** Made when first needed: it costs more than all the rest of the start. */
  publicKey(): KeyObject;
}

/** Whether the request proves who sent it. */
export function authenticate(envelope: RequestEnvelope, authentication: Authentication, keys: MerchantKeys): Verdict {
  if (authentication === 'none') return { authentic: undefined };
  const { requestContent, authenInfo = {} } = envelope;
  const bySignature = authentication === 'codeOrSignature' && authenInfo.a === undefined && authenInfo.s !== undefined;
  return bySignature ? checkSignature(authenInfo, requestContent, keys) : checkCode(authenInfo, requestContent, keys);
}

/** The hash covers the received string as it is: official samples end it with a newline. An absent type counts as the only one there is. */
function checkCode({ a }: AuthenInfo, content: string, keys: MerchantKeys): Verdict {
  if (a?.authenCode === undefined) return { authentic: false, diagnosis: diagnoses.noCode };
  if ((a.authenType ?? AuthenType.HmacSha256) !== AuthenType.HmacSha256)
    return { authentic: false, diagnosis: diagnoses.codeType };
  if (verifyAuthenticationCode(keys.authenKey, content, a.authenCode)) return { authentic: true };
  return { authentic: false, diagnosis: diagnoses.wrongCode };
}

function checkSignature({ s }: AuthenInfo, content: string, keys: MerchantKeys): Verdict {
  if (s?.sign === undefined) return { authentic: false, diagnosis: diagnoses.noCode };
  const type = s.signType ?? SignType.RsassaPss2048Sha256;
  if (type !== SignType.RsassaPss2048Sha256) return { authentic: false, diagnosis: diagnoses.signType };
  if (verifySignature(keys.publicKey(), content, s.sign)) return { authentic: true };
  return { authentic: false, diagnosis: diagnoses.wrongSignature };
}

const diagnoses = {
  noCode: { zh: '请求没有带认证码', en: 'the request carries no authentication code' },
  codeType: { zh: 'authen_type 只有 1（HMAC-SHA256）', en: 'there is no authen_type but 1 (HMAC-SHA256)' },
  signType: { zh: 'sign_type 只有 1（RSASSA-PSS）', en: 'there is no sign_type but 1 (RSASSA-PSS)' },
  wrongCode: {
    zh: '认证码不是用这个商户的密钥对收到的 request_content 计算的',
    en: "the code is not that of the received request_content under this merchant's key",
  },
  wrongSignature: {
    zh: '签名不是用这个商户的私钥对收到的 request_content 做的',
    en: "the signature is not that of the received request_content by this merchant's private key",
  },
} as const satisfies Record<string, Diagnosis>;
