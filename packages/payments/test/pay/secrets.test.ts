import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { authenKey } from '@cloudpay/test-kit';
import { expect, test } from 'vitest';
import type { PaymentProgress } from '../../src/index.ts';
import { codes, coffee, newNumber } from '../helpers/merchant.ts';
import { openTill } from '../helpers/sandbox-till.ts';
import { noSuchOrder, scriptedTill } from '../helpers/scripted.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
/** A line from the middle of the key. */
const keyLine = privateKey.split('\n')[5] as string;

/** All that a log could show of a value. */
function shown(value: unknown): string {
  const texts = [inspect(value, { depth: 20, showHidden: true }), String(value)];
  try {
    texts.push(JSON.stringify(value) ?? '');
  } catch {
    // What cannot be turned into JSON is not logged as JSON.
  }
  if (value instanceof Error) texts.push(value.stack ?? '', shown(value.cause ?? ''));
  return texts.join('\n');
}

function expectNoSecret(value: unknown, authorCode: string): void {
  const text = shown(value);
  for (const secret of [
    authenKey,
    Buffer.from(authenKey).toString('base64'),
    Buffer.from(authenKey).toString('hex'),
    keyLine,
    authorCode,
  ]) {
    expect(text).not.toContain(secret);
  }
}

test.each(['0000', '0001', '0004', '0005', '0006', '0008', '0009', '0010', '0012'])(
  'scenario %s shows no key and no customer’s code, in any event, step, outcome, record or object',
  async (scenario) => {
    await using till = await openTill({ privateKey });
    const authorCode = codes.wechat(scenario);
    const payment = await till.payments.microPay(coffee(authorCode));
    const steps: PaymentProgress[] = [];
    for await (const step of payment) steps.push(step);
    const outcome = await payment.result();
    expect(till.events.length).toBeGreaterThan(1);
    for (const value of [till.events, steps, outcome, payment, till.payments]) expectNoSecret(value, authorCode);
    if (outcome.result === 'failed') expectNoSecret(outcome.error, authorCode);
  },
);

test('refusals show neither', async () => {
  const authorCode = '884520273825387649';
  const till = scriptedTill(() => 'hang', { privateKey });
  for (const flaw of [{}, { totalFee: 0 }, { authorCode: `${authorCode}x` }, { authorCode: Number(authorCode) }]) {
    const error = await till.payments.microPay({ ...coffee(authorCode), ...flaw } as never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expectNoSecret(error, authorCode);
  }
});

test('a description that quotes the customer’s code is returned without it', async () => {
  const authorCode = codes.wechat();
  const till = scriptedTill((call) =>
    call.endpoint === 'query_order' ? noSuchOrder : { status: 104, description: `code ${authorCode} has expired` },
  );
  const outcome = await till.run((await till.run(till.payments.microPay(coffee(authorCode)))).result());
  expect(outcome).toMatchObject({ result: 'failed', error: { message: expect.stringContaining('has expired') } });
  expectNoSecret(outcome, authorCode);
});

test('the order is returned without the customer’s code, which the service sends back', async () => {
  const authorCode = codes.wechat();
  const till = scriptedTill((call) => ({
    status: 0,
    [call.endpoint]: {
      pay_mch_key: { pay_platform: 1 },
      order_content: {
        out_trade_no: (call.content.pay_content as { out_trade_no: string }).out_trade_no,
        author_code: authorCode,
        total_fee: 1999,
        wxpay_order_content_ext: { current_trade_state: 2 },
      },
    },
  }));
  const outcome = await till.run((await till.run(till.payments.microPay(coffee(authorCode)))).result());
  expect(outcome).toMatchObject({ result: 'paid', order: { totalFee: 1999 } });
  expectNoSecret(outcome, authorCode);
});

test('the journal holds no key and no customer’s code', async () => {
  const records: unknown[] = [];
  const { createMemoryJournal } = await import('../../src/index.ts');
  const journal = createMemoryJournal();
  const write = journal.write.bind(journal);
  journal.write = (one) => {
    records.push(one.record);
    return write(one);
  };
  await using till = await openTill({ journal });
  const authorCode = codes.wechat('0008');
  await (await till.payments.microPay(coffee(authorCode, newNumber()))).result();
  expect(records.length).toBeGreaterThan(2);
  expectNoSecret(records, authorCode);
});
