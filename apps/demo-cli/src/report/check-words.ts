import type { CloudPayError } from '@cloudpay/payments';
import type { Colours } from '../terminal/colours.ts';
import { type OutcomeWords, verdicts } from './verdict.ts';

/** The internal status of a wrong authentication code. */
const wrongAuthenticationCode = 7;

/** Whether a service answered, and what is wrong is the configuration. */
export function saysRefused({ code }: CloudPayError): boolean {
  return code === 'SERVICE_REFUSED' || code === 'UNVERIFIED_RESPONSE';
}

/** What a check of the configuration came to in words; undefined: all is well. */
export function checkWords(error: CloudPayError | undefined, colours: Colours): OutcomeWords {
  const { good, bad, doubtful } = verdicts(colours);
  if (error === undefined) {
    return {
      verdict: good('配置正确 ALL WELL'),
      reason: '服务认得这个商户和密钥 the service knows this merchant and this key',
    };
  }
  if (saysRefused(error)) return { verdict: bad('配置被拒绝 REFUSED'), reason: error.message, advice: adviceOn(error) };
  return {
    verdict: doubtful('无法联系云支付 UNREACHABLE'),
    reason: error.message,
    advice: ['检查网络、代理、防火墙和服务地址 Check the network, the proxy, the firewall and the base URL.'],
  };
}

const keyAdvice = [
  '密钥不对：核对 authenKey 有无多余的空格、引号，是不是这个商户的。',
  'The key is wrong: a space or quotes too many in authenKey? Another merchant’s?',
];

const numberAdvice = [
  '核对上面的服务商号、商户号、门店号，以及订单前缀 cloudCashierId。',
  'Check the numbers above of provider, merchant and shop, and the order prefix cloudCashierId.',
];

function adviceOn({ code, internalStatus }: CloudPayError): readonly string[] {
  const isKey = code === 'UNVERIFIED_RESPONSE' || internalStatus === wrongAuthenticationCode;
  return isKey ? keyAdvice : numberAdvice;
}
