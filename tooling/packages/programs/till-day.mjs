// What differs between runtimes if anything does: connections that fail, time that runs out, RSA, SQLite, a server for callbacks.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  configurationFromEnv,
  createTestCallback,
  nodeCallbackHandler,
  openFileJournal,
  Payments,
  recognisePlatform,
} from '@cloudpay/payments';

const configuration = configurationFromEnv();
const code = (scenario) => `13452027382538${scenario}`;

/** Takes a payment, to its end. */
async function pay(payments, scenario) {
  const outTradeNo = await payments.newOrderNumber();
  const payment = await payments.microPay({ outTradeNo, authorCode: code(scenario), totalFee: 2, body: 'coffee' });
  return { outTradeNo, outcome: await payment.result() };
}

assert.ok(recognisePlatform(code('0000')));

// In memory: a plain payment, a signed refund, and a response that never comes.
const payments = new Payments({ ...configuration, timeout: 1_000 });
await payments.warmUp();
const paid = await pay(payments, '0000');
assert.equal(paid.outcome.result, 'paid');
const refund = await payments.refund({ outTradeNo: paid.outTradeNo, refundFee: 1 }, { signed: true });
assert.equal((await refund.result()).result, 'succeeded');
assert.equal((await pay(payments, '0007')).outcome.result, 'paid');

// In a file: what one client records, the next one knows.
const file = join(mkdtempSync(join(tmpdir(), 'cloudpay-till-')), 'till.db');
const first = new Payments({ ...configuration, journal: await openFileJournal(file) });
const recorded = await pay(first, '0000');
assert.equal(recorded.outcome.result, 'paid');
await first.close();
const second = new Payments({ ...configuration, journal: await openFileJournal(file) });
const again = { outTradeNo: recorded.outTradeNo, authorCode: code('0000'), totalFee: 2, body: 'coffee' };
await assert.rejects(second.microPay(again), { code: 'REFUSED_LOCALLY' });
await second.close();

// Nobody listens: the request was certainly not sent.
const unreachable = new Payments({ ...configuration, baseUrls: ['http://127.0.0.1:9'] });
await assert.rejects(unreachable.warmUp(), { code: 'NOT_CONNECTED', outcome: 'failed' });
await unreachable.close();

// A callback, by HTTP.
const heard = Promise.withResolvers();
const server = createServer(nodeCallbackHandler(payments, (callback) => heard.resolve(callback), { confirm: false }));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { body, headers } = createTestCallback(configuration, { order: { outTradeNo: paid.outTradeNo, totalFee: 2 } });
const response = await fetch(`http://127.0.0.1:${server.address().port}/`, { method: 'POST', body, headers });
assert.equal(response.status, 200);
assert.equal((await heard.promise).order.outTradeNo, paid.outTradeNo);
await new Promise((resolve) => server.close(resolve));

await payments.close();
console.log('all as in Node');
