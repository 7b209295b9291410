// Requests that no honest client sends, generated from a seed.
import fc from 'fast-check';
import {
  customersCode,
  envelope,
  freshNumber,
  microPayContent,
  queryContent,
  refundContent,
  scanCodeContent,
} from './client.ts';

/** One hostile request, as bytes for a socket. */
export interface Attack {
  readonly kind: string;
  readonly bytes: Buffer;
  /** Sends its bytes slowly, and never all of them. */
  readonly slow?: boolean;
}

/** Made only when it is sent, because many are large. */
export type MakeAttack = () => Attack;

type Wire = Record<string, unknown>;

/** Valid contents. Each attack makes one thing in them wrong. */
const contents: Readonly<Record<string, () => Wire>> = {
  micro_pay: () => microPayContent(freshNumber(), customersCode('wechat', '0000')),
  scan_code_pay: () => scanCodeContent(freshNumber()),
  query_order: () => queryContent(freshNumber()),
  refund: () => refundContent(freshNumber(), freshNumber()),
};
const endpoint = fc.constantFrom(...Object.keys(contents));
const contentOf = (name: string): Wire => structuredClone(contents[name]?.() ?? {});

function http(path: string, body: string | Buffer, { method = 'POST', headers = '' } = {}): Buffer {
  const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(body)]);
}

const call = (name: string, content: string | Wire) => http(`/cpay/${name}`, envelope(content));

const brokenJson = fc.record({ name: endpoint, cut: fc.integer({ min: 0, max: 999 }), inside: fc.boolean() }).map(
  ({ name, cut, inside }): MakeAttack =>
    () => {
      const cutOff = (text: string) => text.slice(0, Math.floor((cut / 1_000) * text.length));
      const bytes = inside
        ? call(name, cutOff(JSON.stringify(contentOf(name))))
        : http(`/cpay/${name}`, cutOff(envelope(contentOf(name))));
      return { kind: 'broken JSON', bytes };
    },
);

const otherJson = fc.record({ name: endpoint, json: fc.json({ maxDepth: 4 }), inside: fc.boolean() }).map(
  ({ name, json, inside }): MakeAttack =>
    () => ({ kind: 'other JSON', bytes: inside ? call(name, json) : http(`/cpay/${name}`, json) }),
);

const nesting = fc
  .record({
    name: endpoint,
    depth: fc.oneof(fc.integer({ min: 33, max: 100 }), fc.integer({ min: 1_000, max: 100_000 })),
    brackets: fc.constantFrom(['[', ']'], ['{"a":', '}'], ['[12345678901234567890,', ']']),
    place: fc.constantFrom('body', 'content', 'field'),
  })
  .map(
    ({ name, depth, brackets: [left = '', right = ''], place }): MakeAttack =>
      () => {
        const nested = `${left.repeat(depth)}1${right.repeat(depth)}`;
        if (place === 'body') return { kind: 'deep nesting', bytes: http(`/cpay/${name}`, nested) };
        if (place === 'content') return { kind: 'deep nesting', bytes: call(name, nested) };
        const content = JSON.stringify({ ...contentOf(name), unknown: 0 }).replace('"unknown":0', `"unknown":${nested}`);
        return { kind: 'deep nesting', bytes: call(name, content) };
      },
  );

const badAmounts = ['0', '-1', '-0', '2147483648', '0.5', '1e400', '-1e400', '1e-400', '1e308', '9007199254740993'];
const hugeNumber = fc
  .oneof(
    fc.constantFrom(...badAmounts),
    fc.integer({ min: 11, max: 5_000 }).map((length) => '9'.repeat(length)),
  )
  .map(
    (number): MakeAttack =>
      () => {
        const content = JSON.stringify(contentOf('micro_pay')).replace('"total_fee":2', `"total_fee":${number}`);
        return { kind: 'huge numbers', bytes: call('micro_pay', content) };
      },
  );

/** Values of a wrong type for each type. A number is accepted for a string, so there is none among those. */
const wrongFor = {
  string: fc.constantFrom<unknown>(true, false, [], ['x'], {}, { toString: 1 }),
  number: fc.constantFrom<unknown>('x', '1', true, [], {}, 1.5, { valueOf: 1 }),
  object: fc.constantFrom<unknown>('x', '', 0, true, [], [{}]),
};

const wrongType = fc
  .record({
    name: endpoint,
    where: fc.nat(),
    string: wrongFor.string,
    number: wrongFor.number,
    object: wrongFor.object,
  })
  .map(
    ({ name, where, ...wrong }): MakeAttack =>
      () => {
        const content = contentOf(name);
        const places = placesIn(content);
        const { holder, key } = places[where % places.length] as Place;
        holder[key] = wrong[typeof holder[key] as keyof typeof wrong];
        return { kind: 'wrong types', bytes: call(name, content) };
      },
  );

interface Place {
  readonly holder: Wire;
  readonly key: string;
}

function placesIn(holder: Wire): Place[] {
  return Object.entries(holder).flatMap(([key, value]) => [
    { holder, key },
    ...(typeof value === 'object' ? placesIn(value as Wire) : []),
  ]);
}

const prototypeKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];
const prototypeKey = fc
  .record({
    name: endpoint,
    key: fc.constantFrom(...prototypeKeys),
    place: fc.constantFrom('path', 'body', 'content', 'field'),
  })
  .map(
    ({ name, key, place }): MakeAttack =>
      () => {
        const kind = 'prototype keys';
        const content = contentOf(name);
        const under = (json: string) => `{${JSON.stringify(key)}:${json}}`;
        if (place === 'path') return { kind, bytes: http(`/cpay/${key}`, envelope(content)) };
        if (place === 'body') return { kind, bytes: http(`/cpay/${name}`, under(envelope(content))) };
        if (place === 'content') return { kind, bytes: call(name, under(JSON.stringify(content))) };
        const { pay_mch_key: hidden, ...rest } = content;
        return {
          kind,
          bytes: call(
            name,
            JSON.stringify(rest).replace('{', `{${under(JSON.stringify({ pay_mch_key: hidden })).slice(1, -1)},`),
          ),
        };
      },
  );

const mebibyte = 2 ** 20;
const oversized = fc
  .record({
    name: endpoint,
    over: fc.integer({ min: 1, max: mebibyte }),
    how: fc.constantFrom('body', 'chunks', 'header', 'path', 'field'),
  })
  .map(
    ({ name, over, how }): MakeAttack =>
      () => {
        const kind = 'oversized';
        const many = 'x'.repeat(17_000 + (over % 50_000));
        switch (how) {
          case 'body':
            return { kind, bytes: http(`/cpay/${name}`, ' '.repeat(mebibyte + over)) };
          case 'chunks': {
            const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
            const head = `POST /cpay/${name} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
            return { kind, bytes: Buffer.from(head + chunk.repeat(17)) };
          }
          case 'header':
            return { kind, bytes: http(`/cpay/${name}`, envelope(contentOf(name)), { headers: `X: ${many}\r\n` }) };
          case 'path':
            return { kind, bytes: http(`/cpay/${many}`, envelope(contentOf(name))) };
          default:
            return { kind, bytes: call(name, { ...contentOf(name), nonce_str: 'x'.repeat(33 + (over % 100_000)) }) };
        }
      },
  );

const slowSender = fc.record({ name: endpoint, sent: fc.integer({ min: 0, max: 990 }) }).map(
  ({ name, sent }): MakeAttack =>
    () => {
      const whole = call(name, contentOf(name));
      return {
        kind: 'slow senders',
        bytes: whole.subarray(0, 1 + Math.floor((sent / 1_000) * (whole.length - 2))),
        slow: true,
      };
    },
);

const badHttp = fc
  .oneof(
    fc.uint8Array({ minLength: 1, maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom(
        'hello\r\n\r\n',
        'POST /cpay/micro_pay HTTP/9.9\r\n\r\n',
        'POST /cpay/micro_pay HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
        'POST /cpay/micro_pay HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
        'POST /cpay/micro_pay HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'POST /cpay/micro_pay HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
        'POST /cpay/micro_pay HTTP/1.1\r\nHo\0st: x\r\n\r\n',
        'POST /cpay/micro_pay HTTP/1.1\r\n\r\n',
        'GET /cpay/micro_pay HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
        'CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n',
        'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      )
      .map((text) => Buffer.from(text)),
    fc
      .record({ name: endpoint, method: fc.constantFrom('PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'HEAD') })
      .map(({ name, method }) => {
        return http(`/cpay/${name}`, envelope(contentOf(name)), { method });
      }),
  )
  .map(
    (bytes): MakeAttack =>
      () => ({ kind: 'bad HTTP', bytes }),
  );

const badEncoding = fc.record({ name: endpoint, how: fc.constantFrom('utf-16', 'broken utf-8', 'latin-1') }).map(
  ({ name, how }): MakeAttack =>
    () => {
      const text = envelope({ ...contentOf(name), remark: '云é' });
      const whole = Buffer.from(text);
      if (how === 'utf-16') return { kind: 'bad encoding', bytes: http(`/cpay/${name}`, Buffer.from(text, 'utf16le')) };
      if (how === 'latin-1') return { kind: 'bad encoding', bytes: http(`/cpay/${name}`, Buffer.from(text, 'latin1')) };
      whole[whole.indexOf('云')] = 0xff;
      return { kind: 'bad encoding', bytes: http(`/cpay/${name}`, whole) };
    },
);

const forged = fc
  .record({
    name: endpoint,
    authenInfo: fc.constantFrom<unknown>(
      null,
      {},
      { a: null },
      { a: {} },
      { a: { authen_type: 1, authen_code: '' } },
      { a: { authen_type: 1, authen_code: '0'.repeat(64) } },
      { a: { authen_type: 1, authen_code: 'Z'.repeat(64) } },
      { a: { authen_type: 1, authen_code: ['0'.repeat(64)] } },
      { a: { authen_type: 2, authen_code: '0'.repeat(32) } },
      { s: { sign_type: 1, sign: '' } },
      { s: { sign_type: 1, sign: 'AAAA' } },
      { s: { sign_type: 1, sign: 'A'.repeat(344) } },
      { a: { authen_type: 1, authen_code: '0'.repeat(500_000) } },
    ),
  })
  .map(
    ({ name, authenInfo }): MakeAttack =>
      () => ({ kind: 'forged', bytes: http(`/cpay/${name}`, envelope(contentOf(name), { authenInfo })) }),
  );

const badControl = fc
  .record({
    path: fc.constantFrom(
      'orders/__proto__/pay',
      'orders/%00/pay',
      'orders/%ff/decline',
      'logins/x/scan',
      'faults',
      'clock',
      'callbacks',
      'hosts/9',
      'nothing',
    ),
    body: fc.constantFrom(
      '',
      '[',
      '[]',
      '"x"',
      '{"fault":{}}',
      '{"advance_seconds":"1"}',
      '{"url":"x:y"}',
      '{"__proto__":{"advance_seconds":1}}',
    ),
  })
  // An empty URL is valid: it turns callbacks off.
  .filter(({ path, body }) => path !== 'callbacks' || body !== '')
  .map(
    ({ path, body }): MakeAttack =>
      () => {
        const refused = path === 'callbacks' ? '{"url":"x:y"}' : body;
        return { kind: 'bad control calls', bytes: http(`/sandbox/${path}`, refused) };
      },
  );

/** Any hostile request. */
export const anyAttack: fc.Arbitrary<MakeAttack> = fc.oneof(
  { weight: 15, arbitrary: brokenJson },
  { weight: 10, arbitrary: otherJson },
  { weight: 5, arbitrary: nesting },
  { weight: 10, arbitrary: hugeNumber },
  { weight: 20, arbitrary: wrongType },
  { weight: 10, arbitrary: prototypeKey },
  { weight: 3, arbitrary: oversized },
  { weight: 2, arbitrary: slowSender },
  { weight: 10, arbitrary: badHttp },
  { weight: 5, arbitrary: badEncoding },
  { weight: 10, arbitrary: forged },
  { weight: 5, arbitrary: badControl },
);
