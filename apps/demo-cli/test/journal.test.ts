import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { openFileJournal } from '@cloudpay/payments';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentOf, run, temporaryFolder } from './support/cli.ts';
import { newJournal, recordsIn } from './support/journal.ts';
import { codes } from './support/payment-codes.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const pay = (...args: string[]) =>
  run(['pay', '--code', codes.wechatPay('0000'), '--fee', '1', '--base-url', server.url, '--json', ...args]);

/** A journal that holds an order. */
async function usedJournal(): Promise<string> {
  const path = newJournal();
  const journal = await openFileJournal(path);
  const record = { outTradeNo: 'sz010002cz-earlier', outSubMchId: server.merchant.outSubMchId, state: 'paid' } as const;
  await journal.write({ record, version: 0, isUndecided: false, hold: 'release' });
  await journal.close();
  return path;
}

describe.concurrent('the journal', { timeout: 60_000 }, () => {
  test('is in the state folder by default, one a merchant, for its owner only', async ({ expect }) => {
    const stateHome = join(temporaryFolder(), 'new');
    await using own = await startMockServer();
    const args = ['pay', '--code', codes.alipay('0000'), '--fee', '1', '--base-url', own.url, '--json'];
    const ended = await run(args, { env: { XDG_STATE_HOME: stateHome } });
    const journal = join(stateHome, 'cloudpay', 'journal', `${server.merchant.outSubMchId}.sqlite`);
    const { outTradeNo = '' } = documentOf(ended);
    const record = recordsIn(journal).get(outTradeNo);
    expect(record).toMatchObject({ state: 'paid', tradeType: 1, payPlatform: 2, totalFee: 1 });
    // The service was asked for its clock, so that resume can tell how long ago the payment left; the customer does not wait long for its response.
    expect(own.state().calls.ping).toBeGreaterThan(0);
    expect(readFileSync(journal, 'latin1')).not.toContain(codes.alipay('0000'));
    if (process.platform !== 'win32') expect(statSync(journal).mode & 0o777).toBe(0o600);
  });

  test.skipIf(process.platform === 'win32')(
    'lies in a folder of the owner alone, as does compiled code',
    async ({ expect }) => {
      const state = join(temporaryFolder(), 'cloudpay');
      // As an older version made it.
      mkdirSync(join(state, 'compile-cache'), { recursive: true, mode: 0o755 });
      const env = { XDG_STATE_HOME: dirname(state), NODE_COMPILE_CACHE: '' };
      const args = ['pay', '--code', codes.alipay('0000'), '--fee', '1', '--base-url', server.url];
      expect((await run(args, { env })).status).toBe(0);
      for (const folder of [state, join(state, 'compile-cache'), join(state, 'journal')]) {
        expect({ folder, mode: (statSync(folder).mode & 0o777).toString(8) }).toEqual({ folder, mode: '700' });
      }
    },
  );

  test('stops a payment under a number that it holds, in whatever process', async ({ expect }) => {
    const journal = newJournal();
    const again = ['--journal', journal, '--out-trade-no', 'sz010002cz-once'];
    expect((await pay(...again)).status).toBe(0);
    const ended = await pay(...again);
    expect(ended.status).toBe(3);
    expect(documentOf(ended)).toMatchObject({ result: 'refused', error: { code: 'REFUSED_LOCALLY' } });
    expect(server.state().orders.filter(({ outTradeNo }) => outTradeNo === 'sz010002cz-once')).toHaveLength(1);
  });

  test('that another process writes to is waited for', async ({ expect }) => {
    const journal = await usedJournal();
    const other = new DatabaseSync(journal);
    other.exec('BEGIN IMMEDIATE');
    const paying = pay('--journal', journal);
    await sleep(1_500);
    other.exec('COMMIT');
    other.close();
    expect((await paying).status).toBe(0);
  });

  test('is shared by processes that pay at the same time, from its first moment on', async ({ expect }) => {
    const journal = newJournal();
    const ended = await Promise.all(Array.from({ length: 5 }, () => pay('--journal', journal)));
    expect(ended.map(({ status, stderr }) => (status === 0 ? 'paid' : stderr))).toEqual(Array(5).fill('paid'));
    expect([...recordsIn(journal).values()].map(({ state }) => state)).toEqual(Array(5).fill('paid'));
  });
});

describe.concurrent('a journal that cannot be used stops everything before it is sent', { timeout: 60_000 }, () => {
  afterAll(() => {
    expect(server.state().orders.some(({ outTradeNo }) => outTradeNo === 'sz010002cz-unsent')).toBe(false);
  });

  const locks: DatabaseSync[] = [];
  afterAll(() => {
    for (const lock of locks) lock.close();
  });
  /** Locks a journal as no till does: for as long as the test goes on. */
  async function locked(): Promise<string> {
    const journal = await usedJournal();
    const lock = new DatabaseSync(journal);
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE');
    locks.push(lock);
    return journal;
  }
  const journals: [name: string, make: () => Promise<string>, reason: string][] = [
    ['locked', locked, 'database is locked'],
    ['no database', async () => write('order 1: paid\n'.repeat(100)), 'file is not a database'],
    ['damaged', damaged, 'the journal is damaged'],
    ['another program’s database', foreign, 'not a Cloud Pay journal'],
    ['of a newer version', newer, 'layout'],
    ['a folder', async () => temporaryFolder(), 'illegal operation on a directory'],
    ['behind a file', async () => join(write(''), 'journal.sqlite'), ''],
    ['without a name', async () => '', 'illegal operation on a directory'],
  ];
  test.for(journals)('%s', async ([, make, reason], { expect }) => {
    const journal = await make();
    const ended = await pay('--journal', journal, '--out-trade-no', 'sz010002cz-unsent');
    expect(ended.status).toBe(3);
    const { result, error } = documentOf(ended);
    expect({ result, code: error?.code }).toEqual({ result: 'refused', code: 'JOURNAL_UNAVAILABLE' });
    for (const text of ['交易日志无法读写', reason, journal, '--journal']) expect(error?.message).toContain(text);
  });

  test('whatever the command', async ({ expect }) => {
    const shared = ['--base-url', server.url, '--journal', write('nonsense'.repeat(100))];
    const order = ['--out-trade-no', 'sz010002cz-unsent', ...shared];
    const commands = [
      ['qr', '--platform', 'wechat', '--fee', '1', ...order],
      ['cancel', ...order],
      ['refund', '--fee', '1', ...order],
      ['refund-query', ...order],
      ['query', ...order],
      ['resume', ...shared],
    ];
    const ended = await Promise.all(commands.map((args) => run(args)));
    expect(ended.map(({ status }) => status)).toEqual([3, 3, 3, 3, 3, 3]);
    for (const { stderr } of ended) expect(stderr).toContain('✘ 未发送 NOT SENT');
  });

  // Nothing is read-only to root.
  test.skipIf(process.getuid?.() === 0)('read-only', async ({ expect }) => {
    const journal = await usedJournal();
    chmodSync(journal, 0o400);
    expect((await pay('--journal', journal)).status).toBe(3);
  });

  function write(text: string): string {
    const file = newJournal();
    writeFileSync(file, text);
    return file;
  }

  async function damaged(): Promise<string> {
    const journal = await usedJournal();
    const bytes = readFileSync(journal);
    writeFileSync(journal, bytes.fill(0xff, 4096, bytes.length));
    return journal;
  }

  async function foreign(): Promise<string> {
    const file = newJournal();
    new DatabaseSync(file).exec('CREATE TABLE recipes (name TEXT)');
    return file;
  }

  async function newer(): Promise<string> {
    const journal = await usedJournal();
    new DatabaseSync(journal).exec('PRAGMA user_version = 99');
    return journal;
  }
});
