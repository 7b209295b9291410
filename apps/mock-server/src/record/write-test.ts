import { toWireNames } from '../json/wire-names.ts';
import type { RecordedExchange, RecordedFault, WireContent } from './recorded-exchange.ts';

/**
 * Writes a recorded exchange as a Vitest test. The test starts a sandbox, sends the earlier calls about the same order and
 * then the request, byte for byte, and expects the recorded response. It does not contain actions of people through the
 * control API.
 *
 * @param earlier the exchanges before it, oldest first
 * @param isDefault whether a merchant is the default one, which every sandbox serves
 */
export function writeTest(
  exchange: RecordedExchange,
  earlier: readonly RecordedExchange[],
  isDefault: (outSubMchId: string) => boolean,
): string {
  const { endpoint, outSubMchId, method } = exchange;
  const numbers = new Set(numbersIn(exchange.request.content));
  const before = earlier.filter(({ request }) => numbersIn(request.content).some((number) => numbers.has(number)));
  const all = [...before, exchange];
  const isOther = outSubMchId !== undefined && !isDefault(outSubMchId);
  const body = [
    `await using server = await startMockServer(${isOther ? "{ fixture: 'merchants.yaml' }" : ''});`,
    ...all.flatMap((one, index) => [
      ...clockStatements(all[index - 1], one),
      ...faultStatements(one),
      ...(one === exchange ? expectStatements(one) : [`await ${sendExpression(one)}.catch(() => undefined);`]),
    ]),
  ];
  const isSlow = all.some(({ fault }) => fault?.kind === 'hold' || fault?.kind === 'hang');
  const program = [
    "import { startMockServer } from '@cloudpay/mock-server';",
    "import { expect, test } from 'vitest';",
    '',
    `test(${stringLiteral(`${endpoint}: ${outcome(exchange)}`)}, async () => {`,
    ...body.flatMap((statement) => statement.split('\n')).map((line) => `  ${line}`),
    `}${isSlow ? ', 60_000' : ''});`,
    '',
    ...(all.some(({ request }) => request.isEnvelope) ? envelope : []),
    ...(method === 'GET' ? get : post),
  ];
  return program.join('\n');
}

const envelope = [
  'function envelope(content: string, authenInfo?: object) {',
  '  return JSON.stringify({ request_content: content, authen_info: authenInfo });',
  '}',
  '',
];

const post = [
  'async function send(url: string, body: string) {',
  "  const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(4_000) });",
  '  const { response_content: content } = (await response.json()) as { response_content: string };',
  '  return JSON.parse(content);',
  '}',
  '',
];

const get = [
  'async function send(url: string) {',
  '  const response = await fetch(url, { signal: AbortSignal.timeout(4_000) });',
  '  return response.json();',
  '}',
  '',
];

/** The statement that sends a request as it was sent. */
function sendExpression({ endpoint, method, request: { isEnvelope, text, content, authenInfo } }: RecordedExchange): string {
  const path = endpoint.startsWith('/') ? endpoint : `/cpay/${endpoint}`;
  const query = method === 'GET' && content ? `?${new URLSearchParams(content as Record<string, string>)}` : '';
  const url = `\`\${server.url}${templateText(path + query)}\``;
  if (method === 'GET') return `send(${url})`;
  const body = textOf(text, content);
  if (!isEnvelope) return `send(${url}, ${body})`;
  return `send(${url}, envelope(${body}${authenInfo ? `, ${object(toWireNames(authenInfo))}` : ''}))`;
}

/** The text to send: as readable JSON if that gives the same text, or else as a string. */
function textOf(text: string, content: WireContent | undefined): string {
  return JSON.stringify(content) === text ? `JSON.stringify(${object(content)})` : stringLiteral(text);
}

function object(value: unknown): string {
  // In an object literal, a field named __proto__ would set the prototype, even in quotes.
  return escapeInvisible(JSON.stringify(value, undefined, 2))
    .replace(/^( *)"__proto__":/gm, "$1['__proto__']:")
    .replace(/^( *)"([a-z]\w*)":/gm, '$1$2:');
}

function expectStatements(exchange: RecordedExchange): string[] {
  const { response, fault, verdict } = exchange;
  const reason = verdict.result === 'wrong' ? [comment(verdict.diagnosis.zh), comment(verdict.diagnosis.en)] : [];
  if (response === undefined || isLost(fault))
    return [...reason, `await expect(${sendExpression(exchange)}).rejects.toThrow();`];
  const { status, internal_status } = response.content;
  const expected = `{ status: ${status}, internal_status: ${internal_status} }`;
  return [...reason, `expect(await ${sendExpression(exchange)}).toMatchObject(${expected});`];
}

function outcome({ response, fault }: RecordedExchange): string {
  if (response === undefined || isLost(fault)) return `no response (${fault?.kind ?? 'unknown'})`;
  return `${response.status}/${response.internalStatus}`;
}

/** Whether the client receives no response of the service. */
function isLost(fault: RecordedFault | undefined): boolean {
  return fault !== undefined && ['drop_before', 'drop_after', 'hold', 'hang', 'http_500', 'garbage'].includes(fault.kind);
}

/** The statements that inject the fault. The scenario of a payment code needs none. */
function faultStatements({ endpoint, fault }: RecordedExchange): string[] {
  if (fault === undefined || fault.cause === 'scenario') return [];
  const { cause, kind, milliseconds } = fault;
  const delay = milliseconds === undefined ? '' : `, delayMs: ${milliseconds}`;
  if (cause === 'host') return [`await server.failHost(0, { fault: ${stringLiteral(kind)} });`];
  return [`server.injectFault({ endpoint: ${stringLiteral(endpoint)}, fault: ${stringLiteral(kind)}${delay} });`];
}

/** The statement that moves the clock by the time between two exchanges. */
function clockStatements(last: RecordedExchange | undefined, next: RecordedExchange): string[] {
  const seconds = last === undefined ? 0 : Math.floor((next.at - last.at) / 1000);
  return seconds > 0 ? [`server.advanceClock(${seconds});`] : [];
}

/** The numbers of orders and refunds anywhere in a request. */
function numbersIn(content: WireContent | undefined): string[] {
  return Object.entries(content ?? {}).flatMap(([name, value]) => {
    if (/^out_(trade|refund)_no$/.test(name) && typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? numbersIn(value as WireContent) : [];
  });
}

/** A string literal in single quotes. */
function stringLiteral(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escapeInvisible(inner)}'`;
}

/** A text for a template literal. */
function templateText(text: string): string {
  return escapeInvisible(text.replace(/[\\`$]/g, (sign) => `\\${sign}`));
}

/** A comment on one line. The text may quote what a client sent. */
function comment(text: string): string {
  return `// ${escapeInvisible(text.replaceAll('\n', '\\n'))}`;
}

/** Escapes characters that end a line or change the display order of source text. */
function escapeInvisible(source: string): string {
  return source.replace(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu, (sign) => {
    return Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
  });
}
