import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import {
  authenCode,
  call,
  control,
  customersCode,
  freshNumber,
  microPay,
  microPayContent,
  post,
  queryContent,
  queryOrder,
  queryRefundContent,
  refundContent,
} from './support/client.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const asTest = () => server.exchangeAsTest(server.exchanges({ last: 1 })[0]?.id as number);

/** A file that injected code in a copied test would create. */
const intruder = join(tmpdir(), `cloudpay-intruder-${process.pid}`);
const intrusion = `(await import('node:fs')).writeFileSync(${JSON.stringify(intruder)}, 'x')`;

/** Exchanges to copy, and the text that each test must contain. */
const exchanges: Readonly<Record<string, { happen(): Promise<unknown>; says: readonly string[] }>> = {
  'a wrong code': {
    async happen() {
      const text = JSON.stringify(
        microPayContent(freshNumber(), '134520273825380000', { payContent: { body: "it's `$" + '{1}`\u2028' } }),
      );
      await call(server.url, 'micro_pay', text, {
        authenInfo: { a: { authen_type: 1, authen_code: authenCode(`${text}\n`) } },
      });
    },
    says: ['micro_pay: 101/7', '// 计算时内容末尾多一个换行', '// it was computed with a newline'],
  },
  'a missing field': {
    happen: () => call(server.url, 'query_order', { ...queryContent(freshNumber()), out_trade_no: undefined }),
    says: ['query_order: 101/9001'],
  },
  'a refund of more than is left, after what happened to its order': {
    async happen() {
      const outTradeNo = freshNumber();
      await microPay(server.url, outTradeNo, customersCode('alipay', '0000'));
      await queryOrder(server.url, freshNumber());
      await call(server.url, 'refund', refundContent(outTradeNo, freshNumber()));
      await call(server.url, 'query_refund_order', queryRefundContent(outTradeNo));
      server.advanceClock(5);
      await call(server.url, 'refund', refundContent(outTradeNo, freshNumber(), { refund_fee: 2 }));
    },
    says: ['refund: 104/9105', '/cpay/micro_pay', '/cpay/query_refund_order', 'server.advanceClock(5);'],
  },
  'a fault': {
    async happen() {
      server.injectFault({ endpoint: 'query_order', fault: 'status103' });
      await queryOrder(server.url, freshNumber());
    },
    says: ['query_order: 103/9302', "server.injectFault({ endpoint: 'query_order', fault: 'status103' });"],
  },
  'a connection that drops': {
    happen: () => microPay(server.url, freshNumber(), customersCode('wechat', '0008')).catch(() => undefined),
    says: ['micro_pay: no response (drop_before)', 'rejects.toThrow()'],
  },
  'a host with another web server': {
    async happen() {
      await server.failHost(0, { fault: 'garbage' });
      await queryOrder(server.url, freshNumber()).catch(() => undefined);
      await server.failHost(0, { fault: 'none' });
    },
    says: ["await server.failHost(0, { fault: 'garbage' });"],
  },
  'a body that is no JSON': {
    happen: () => post(server.url, '/cpay/micro_pay', "{'request_content': '\u2028'}"),
    says: ['micro_pay: 101/9002'],
  },
  'a call that does not exist': { happen: () => post(server.url, '/cpay/pay`$' + '{me}', '{}'), says: ['101/9004'] },
  'a field whose name would be code': {
    async happen() {
      const name = `\n;${intrusion}//`;
      await call(server.url, 'query_order', { ...queryContent(freshNumber()), [name]: 'x', '\u2028': `\u202e*/${intrusion}` });
    },
    says: ['query_order: 104/400', '\\u202e'],
  },
  'a code of the value of a field whose name would be code': {
    async happen() {
      const content = JSON.stringify({ ...queryContent(freshNumber()), [`\n;${intrusion}//`]: 'x' });
      await call(server.url, 'query_order', content, { authenInfo: { a: { authen_type: 1, authen_code: authenCode('x') } } });
    },
    says: ['query_order: 101/7', '// it was computed'],
  },
  'a field named __proto__': {
    async happen() {
      const { out_trade_no } = queryContent(freshNumber());
      await call(server.url, 'query_order', `{"out_trade_no":"${out_trade_no}","__proto__":{"x":1}}`);
    },
    says: ["['__proto__']: {"],
  },
  'a query': {
    happen: () => fetch(`${server.url}/cpay/use_device_setting?osi=nobody&si=1&sn=2`),
    says: ['?osi=nobody&si=1&sn=2'],
  },
};

describe('a recorded exchange as a test', () => {
  const written = new Map<string, string>();

  it.each(Object.entries(exchanges))('describes the exchange: %s', async (what, { happen, says }) => {
    await happen();
    const test = asTest();
    written.set(what, test);
    for (const words of says) expect(test).toContain(words);
    expect(test).not.toMatch(/45202738253|12934041439/);
  });

  // A run of Vitest inside a run of Vitest.
  it('passes unchanged', { timeout: 180_000 }, async () => {
    // Inside this package, so that the tests find the sandbox as an installed package.
    const within = join(import.meta.dirname, '../node_modules');
    const folder = await mkdtemp(join(within, '.copied-tests-'));
    try {
      await mkdir(join(folder, 'node_modules/@cloudpay/mock-server'), { recursive: true });
      const source = join(import.meta.dirname, '../src/index.ts');
      await writeFile(
        join(folder, 'node_modules/@cloudpay/mock-server/package.json'),
        JSON.stringify({ type: 'module', exports: './index.ts' }),
      );
      await writeFile(
        join(folder, 'node_modules/@cloudpay/mock-server/index.ts'),
        `export * from ${JSON.stringify(source)};\n`,
      );
      await writeFile(
        join(folder, 'vitest.config.js'),
        "export default { resolve: { conditions: ['@cloudpay/source'] }, ssr: { resolve: { conditions: ['@cloudpay/source'] } }, test: { include: ['*.test.ts'], exclude: [] } };\n",
      );
      await Promise.all([...written.values()].map((test, index) => writeFile(join(folder, `copied-${index}.test.ts`), test)));
      const output = join(folder, 'report.json');
      const vitest = join(import.meta.dirname, '../../../node_modules/vitest/vitest.mjs');
      const options = ['run', '--root', folder, '--reporter=json', `--outputFile=${output}`];
      await promisify(execFile)(process.execPath, ['--conditions=@cloudpay/source', vitest, ...options]).catch(() => undefined);
      const report = JSON.parse(await readFile(output, 'utf8'));
      const failures = report.testResults.flatMap(
        ({ message, assertionResults }: { message: string; assertionResults: { failureMessages: string[] }[] }) => [
          message,
          ...assertionResults.flatMap(({ failureMessages }) => failureMessages),
        ],
      );
      expect(existsSync(intruder)).toBe(false);
      expect(failures.filter(Boolean)).toEqual([]);
      expect(report.numPassedTests).toBe(Object.keys(exchanges).length);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is returned by the control API', async () => {
    await queryOrder(server.url, freshNumber());
    const id = server.exchanges({ last: 1 })[0]?.id;
    expect((await control(server.url, 'GET', `exchanges/${id}/test`)).json).toEqual({ test: asTest() });
    expect((await control(server.url, 'GET', 'exchanges/0/test')).http).toBe(404);
    expect((await control(server.url, 'GET', 'exchanges/x/test')).http).toBe(404);
  });
});
