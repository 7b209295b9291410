import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentOf, run } from './support/cli.ts';
import { newJournal } from './support/journal.ts';
import { codes } from './support/payment-codes.ts';

const description = '\x1b[2J\x1b[32m✔ 已支付 PAID\n✔ 已支付 PAID\x1b[8m\x9b2J\u202e';

/** Refuses whatever is asked, in words that a terminal would obey. */
const service: Server = createServer((request, response) => {
  request.resume();
  const refusal = { status: 101, internal_status: 7, log_id: 1, description };
  response.end(JSON.stringify({ response_content: JSON.stringify(refusal) }));
});
beforeAll(() => new Promise<void>((ready) => service.listen(0, '127.0.0.1', ready)));
afterAll(() => {
  service.close();
});

test('what the service says cannot paint over what the till says', { timeout: 60_000 }, async () => {
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const pay = ['pay', '--code', codes.wechatPay('0000'), '--fee', '1', '--base-url', url];
  const [people, programs] = await Promise.all([
    run([...pay, '--journal', newJournal()]),
    run([...pay, '--journal', newJournal(), '--json']),
  ]);
  expect(people.status).toBe(2);
  expect(people.stdout).toContain('? 结果未知 NOT CERTAIN\n  [2J[32m✔ 已支付 PAID ✔ 已支付 PAID[8m2J');
  for (const text of [people.stdout, programs.stdout, programs.stderr]) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]|^✔/m);
  }
  expect(documentOf(programs).error?.message).toContain(description);
});
