import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MockServer, startMockServer } from '@cloudpay/mock-server';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { documentOf, run, temporaryFolder } from './support/cli.ts';
import { newJournal } from './support/journal.ts';
import { codes } from './support/payment-codes.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

const pay = (stateHome: string, ...more: string[]) =>
  run(['pay', '--code', codes.wechatPay('0000'), '--fee', '1', '--base-url', server.url, '--json', ...more], {
    env: { XDG_STATE_HOME: stateHome },
  });
const markOf = (stateHome: string) => join(stateHome, 'cloudpay', 'order-number-mark');

/** A state folder whose mark says something already. */
function folderWithMark(text: string): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'cloudpay'));
  writeFileSync(markOf(folder), text);
  return folder;
}

describe.concurrent('the number mark', { timeout: 30_000 }, () => {
  test('is kept in the state folder, for its owner only', async ({ expect }) => {
    const folder = join(temporaryFolder(), 'not', 'there', 'yet');
    const before = Date.now();
    const { outTradeNo } = documentOf(await pay(folder));
    const mark = Number(readFileSync(markOf(folder), 'utf8'));
    expect(mark).toBeGreaterThanOrEqual(before);
    expect(outTradeNo?.slice(10, 23)).toBe(String(mark));
    expect(readdirSync(join(folder, 'cloudpay'))).toEqual(['compile-cache', 'journal', 'order-number-mark']);
    if (process.platform !== 'win32') expect(statSync(markOf(folder)).mode & 0o777).toBe(0o600);
  });

  test('keeps numbers from running backwards when the clock does', async ({ expect }) => {
    const ahead = Date.now() + 86_400_000;
    const folder = folderWithMark(`${ahead}\n`);
    const numbers = [documentOf(await pay(folder)).outTradeNo, documentOf(await pay(folder)).outTradeNo];
    expect(numbers.map((number) => Number(number?.slice(10, 23)))).toEqual([ahead + 1, ahead + 2]);
  });

  test('that is damaged stops the payment before anything is sent', async ({ expect }) => {
    const folder = folderWithMark('17954');
    const ended = await pay(folder);
    expect(ended.status).toBe(3);
    expect(documentOf(ended).error?.message).toContain(markOf(folder));
    expect(readFileSync(markOf(folder), 'utf8')).toBe('17954');
  });

  test('that cannot be kept stops the payment, unless a number is brought along', async ({ expect }) => {
    const file = join(temporaryFolder(), 'a-file-where-a-folder-should-be');
    writeFileSync(file, '');
    const journal = ['--journal', newJournal()];
    const ended = await pay(file, ...journal);
    expect(ended.status).toBe(3);
    expect(documentOf(ended).error?.message).toContain('--out-trade-no');
    expect((await pay(file, ...journal, '--out-trade-no', 'sz010002cz-brought-along')).status).toBe(0);
  });
});
