import type { ConnectionProblem } from '../base/errors.ts';
import type { ResponseHead } from './transport.ts';

/** What a code of Node's, OpenSSL's or undici's means, and what to do. The first that fits counts. */
const meanings: readonly (readonly [code: RegExp, message: string])[] = [
  [/NOT_YET_VALID/, '证书尚未生效：请校准本机时间 (the certificate is not valid yet: set the clock of this machine)'],
  [
    /HAS_EXPIRED/,
    '证书已过期：请先校准本机时间，再查代理 (the certificate has expired: check the clock of this machine, then the proxy)',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/,
    '证书的签发者不受信任：可能有代理在拆 TLS；自有 CA 请设 NODE_EXTRA_CA_CERTS (nobody known vouches for the certificate: does a proxy open TLS? for a CA of your own set NODE_EXTRA_CA_CERTS)',
  ],
  [/ALTNAME/, '证书属于别的主机：请查 baseUrls 和 DNS (the certificate is another host’s: check baseUrls and DNS)'],
  [/ENOTFOUND|EAI_/, '查不到主机名：请查网络、DNS 和 baseUrls (the name is not found: check the network, DNS and baseUrls)'],
  [/REFUSED/, '端口拒绝连接：请查 baseUrls 和防火墙 (the port refuses: check baseUrls and the firewall)'],
  [/PROXY/, '代理拒绝转接：请查 HTTPS_PROXY (the proxy refuses: check HTTPS_PROXY)'],
  [/TIMEDOUT|TIMEOUT|UNREACH/, '没有回音：请查网络和防火墙 (no reply: check the network and the firewall)'],
  [/RESET|EPIPE|UND_ERR_SOCKET/, '连接被对方或途中设备断开 (the other side, or a device on the way, closed the connection)'],
  [/SSL|EPROTO/, 'TLS 握手失败：请查 baseUrls 和代理 (TLS failed: check baseUrls and the proxy)'],
];

/** Why an exchange brought no response. */
export function connectionProblem(url: string, thrown: unknown): ConnectionProblem {
  const codes = codesOf(thrown, 8);
  for (const code of codes) {
    const message = meanings.find(([pattern]) => pattern.test(code))?.[1];
    if (message !== undefined) return { code, message, url };
  }
  return { code: codes[0] ?? 'UNKNOWN', message: '连接出错 (the connection failed)', url };
}

/** The codes of an error and its causes. It need not be an instance of this realm's Error, which fails in Jest. */
function codesOf(thrown: unknown, depth: number): string[] {
  if (typeof thrown !== 'object' || thrown === null || depth === 0) return [];
  const { code, cause, errors } = thrown as { code?: unknown; cause?: unknown; errors?: unknown };
  const inner = Array.isArray(errors) ? errors.flatMap((error) => codesOf(error, depth - 1)) : [];
  return [...(typeof code === 'string' ? [code] : []), ...inner, ...codesOf(cause, depth - 1)];
}

/** What a response was that is not Cloud Pay's. */
export function responseProblem(url: string, text: string, head: ResponseHead | undefined): ConnectionProblem {
  const status = head?.status ?? 200;
  if (status >= 300 && status < 400) {
    const to = `${URL.canParse(head?.location ?? '') ? new URL(head?.location as string).origin : ''}`;
    return {
      code: 'HTTP_REDIRECT',
      message: `被转到 ${to || '别处'}：可能要先在浏览器里登录网络 (redirected${to && ` to ${to}`}: the network may want a login in a browser)`,
      url,
    };
  }
  if (status >= 400) return { code: `HTTP_${status}`, message: `HTTP ${status}：${hintOf(status)}`, url };
  const isPage = /html/i.test(head?.contentType ?? '') || /^\s*</.test(text);
  return isPage
    ? {
        code: 'HTTP_PAGE',
        message: '收到的是网页：可能要先在浏览器里登录网络 (a web page came: the network may want a login in a browser)',
        url,
      }
    : { code: 'HTTP_FOREIGN', message: '应答不是云支付的格式：请查 baseUrls (not the form of Cloud Pay: check baseUrls)', url };
}

function hintOf(status: number): string {
  if (status === 404) return '没有这个地址，请查 baseUrls (no such address: check baseUrls)';
  if (status === 407) return '代理要求登录 (the proxy wants a login)';
  if (status >= 500) return '主机或途中网关暂不可用 (the host, or a gateway on the way, is not available)';
  return '途中的网关拒绝了请求，请联系网管 (a gateway on the way refuses the request: ask whoever runs it)';
}
