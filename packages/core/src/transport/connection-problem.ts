import type { ConnectionProblem } from '../base/errors.ts';
import type { ResponseHead } from './transport.ts';

/** What a code of Node's, OpenSSL's or undici's means, and what to do. The first that fits counts. */
const meanings: readonly (readonly [code: RegExp, message: string])[] = [
  [/NOT_YET_VALID/, '证书尚未生效：请校准本机时间 (certificate not valid yet: set the clock of this machine)'],
  [/HAS_EXPIRED/, '证书已过期：请查本机时间和代理 (certificate expired: check the clock of this machine and the proxy)'],
  [
    /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/,
    '证书签发者不受信任：请查代理；自有 CA 请设 NODE_EXTRA_CA_CERTS (unknown authority: check the proxy, or set NODE_EXTRA_CA_CERTS)',
  ],
  [/ALTNAME/, '证书属于别的主机：请查 baseUrls 和 DNS (certificate of another host: check baseUrls and DNS)'],
  [/NOTFOUND|EAI_/, '查不到主机名：请查网络和 DNS (name not found: check the network and DNS)'],
  [/REFUSED/, '端口拒绝连接：请查 baseUrls 和防火墙 (port refused: check baseUrls and the firewall)'],
  [/PROXY/, '代理拒绝转接：请查 HTTPS_PROXY (refused by the proxy: check HTTPS_PROXY)'],
  [/TIME|UNREACH/, '没有回音：请查网络和防火墙 (no reply: check the network and the firewall)'],
  [/RESET|EPIPE|SOCKET/, '连接被断开 (connection closed on the way)'],
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
  const [code, message] = describe(text, head);
  return { code: `HTTP_${code}`, message, url };
}

const portal = '可能要先在浏览器里登录网络 (log in to the network in a browser)';

function describe(
  text: string,
  { status, location = '' }: ResponseHead = { status: 200, location: '' },
): [code: string, message: string] {
  // Without what a redirect adds for its own purposes.
  if (status >= 300 && status < 400)
    return ['REDIRECT', `被转到别处 (redirected)${URL.canParse(location) ? ` ${new URL(location).origin}` : ''}: ${portal}`];
  if (status === 407) return ['407', '代理要求登录 (the proxy wants a login)'];
  if (status >= 500) return [`${status}`, `HTTP ${status}：主机或网关暂不可用 (host or gateway not available)`];
  if (status >= 400)
    return [`${status}`, `HTTP ${status}：被途中的网关拒绝，请查 baseUrls (refused by a gateway: check baseUrls)`];
  if (/^\s*</.test(text)) return ['PAGE', `收到网页 (got a web page): ${portal}`];
  return ['FOREIGN', '不是云支付的应答：请查 baseUrls (not a response of Cloud Pay: check baseUrls)'];
}
