import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { describe, expect, onTestFinished, test } from 'vitest';
import { concludeLater } from '../../src/context/channels.ts';
import { createMemoryJournal, createTestCallback, type JournalStore, type PaymentMessage } from '../../src/index.ts';
import { codes, coffee, merchant, newNumber } from '../helpers/merchant.ts';
import { resumeAll } from '../helpers/resumed.ts';
import { openTill } from '../helpers/sandbox-till.ts';
import { noRefund, noSuchOrder, type Script, scriptedTill, tell, tellRefund } from '../helpers/scripted.ts';
import { rejectionOf } from '../helpers/thrown.ts';
import { listen } from './listen.ts';

const { outSubMchId } = merchant;
/** An order that is found paid, with no refund, and takes refunds. */
const paidService: Script = (call) => {
  if (call.endpoint === 'query_refund_order') return noRefund;
  return call.endpoint === 'refund' ? tellRefund(call, 2) : tell(call, 2);
};

describe('cloudpay:payment', () => {
  test('a payment that is paid', async () => {
    const told = listen();
    const till = scriptedTill(paidService);
    const request = coffee();
    await till.run((await till.run(till.payments.microPay(request))).result());
    const { outTradeNo } = request;
    expect(told.ended('cloudpay:payment')).toMatchObject([
      { outSubMchId, outTradeNo, tradeType: 1, payPlatform: 1, result: 'paid', durationMs: 20 },
    ]);
    const start = told.all.find(({ channel, event }) => channel === 'cloudpay:payment' && event === 'start');
    expect(start?.message).toEqual({ outSubMchId, outTradeNo, tradeType: 1, payPlatform: 1 });
  });

  test('an unknown one tells why', async () => {
    const told = listen();
    const till = scriptedTill(() => 'CONNECTION_LOST');
    await till.run((await till.run(till.payments.microPay(coffee()))).result());
    expect(told.ended('cloudpay:payment')).toMatchObject([{ result: 'unknown', errorCode: expect.any(String) }]);
  });

  test('one whose number is recorded already ends with its error', async () => {
    const till = scriptedTill(paidService);
    const request = coffee();
    await till.run(till.payments.microPay(request));
    const told = listen();
    await rejectionOf(till.run(till.payments.microPay(request)));
    expect(told.ended('cloudpay:payment')).toMatchObject([{ errorCode: 'REFUSED_LOCALLY' }]);
  });

  test('one that is resumed tells when it was accepted', async () => {
    const journal = createMemoryJournal();
    const acceptedAt = 1_790_000_000_000;
    const outTradeNo = newNumber();
    await journal.write({
      record: {
        ...{ outTradeNo, outSubMchId, state: 'undecided', tradeType: 1, payPlatform: 1, totalFee: 1999, isTied: true },
        ...{ acceptedAt: { local: acceptedAt }, sends: { count: 1, lastAt: { local: acceptedAt } } },
      } as never,
      version: 0,
      isUndecided: true,
      hold: 'release',
    });
    const told = listen();
    const till = scriptedTill(paidService, { journal });
    await till.run(resumeAll(till.payments));
    expect(told.ended('cloudpay:payment')).toMatchObject([{ outTradeNo, isResumed: true, acceptedAt, result: 'paid' }]);
  });

  test('its calls and its journal run in its context', async () => {
    const store = new AsyncLocalStorage<unknown>();
    const { start } = tracingChannel<unknown, object>('cloudpay:payment');
    start.bindStore(store, (message) => (message as PaymentMessage).outTradeNo);
    onTestFinished(() => void start.unbindStore(store));
    const seen: unknown[] = [];
    const note = () => void seen.push(store.getStore());
    for (const name of ['cloudpay:call', 'cloudpay:journal']) {
      const traced = tracingChannel<unknown, object>(name).start;
      traced.subscribe(note);
      onTestFinished(() => void traced.unsubscribe(note));
    }
    const till = scriptedTill((call) =>
      call.endpoint === 'micro_pay' ? 'CONNECTION_LOST' : tell(call, call.count < 3 ? 9 : 2),
    );
    const requests = [coffee(), coffee()];
    const payments = await Promise.all(requests.map((request) => till.payments.microPay(request)));
    await till.run(Promise.all(payments.map((payment) => payment.result())));
    for (const { outTradeNo } of requests) {
      expect(seen.filter((number) => number === outTradeNo).length).toBeGreaterThanOrEqual(4);
    }
    expect(new Set(seen)).toEqual(new Set(requests.map(({ outTradeNo }) => outTradeNo)));
  });
});

test('cloudpay:refund and cloudpay:cancellation', async () => {
  const told = listen();
  await using till = await openTill();
  const request = coffee();
  const { outTradeNo } = request;
  await (await till.payments.microPay(request)).result();
  const refund = await till.payments.refund({ outTradeNo, refundFee: 1 });
  await refund.result();
  const another = coffee();
  await (await till.payments.microPay(another)).result();
  await till.payments.cancelOrder({ outTradeNo: another.outTradeNo });
  const { outRefundNo } = refund;
  expect(told.ended('cloudpay:refund')).toMatchObject([{ outTradeNo, outRefundNo, result: 'succeeded' }]);
  expect(told.ended('cloudpay:cancellation')).toMatchObject([{ outTradeNo: another.outTradeNo, result: 'cancelled' }]);
});

describe('cloudpay:callback', () => {
  const order = { outTradeNo: 'sz010002cz1', totalFee: 1999 };

  test('one that is acknowledged, the same again, and a forged one', async () => {
    const told = listen();
    const till = scriptedTill(paidService);
    const handle = till.payments.callbackHandler(() => undefined, { onError: () => undefined });
    const { body } = createTestCallback(merchant, { order });
    await till.run(handle(body));
    await till.run(handle(body));
    await till.run(handle(createTestCallback({ ...merchant, authenKey: 'another key of 32 characters....' }, { order }).body));
    const { outTradeNo } = order;
    expect(told.ended('cloudpay:callback')).toMatchObject([
      { outSubMchId, type: 'payment', outTradeNo, result: 'acknowledged' },
      { type: 'payment', outTradeNo, result: 'acknowledged' },
      { result: 'refused', refusal: 'wrongCode', errorCode: 'INVALID_CALLBACK' },
    ]);
    expect(told.ended('cloudpay:callback')[2]).not.toHaveProperty('outTradeNo');
  });

  test('one that the service cannot confirm now', async () => {
    const told = listen();
    const till = scriptedTill(() => 'NOT_CONNECTED');
    const handle = till.payments.callbackHandler(() => undefined, { onError: () => undefined });
    await till.run(handle(createTestCallback(merchant, { order }).body));
    expect(told.ended('cloudpay:callback')).toMatchObject([{ result: 'deferred', errorCode: 'NOT_CONNECTED' }]);
  });

  test('one whose listener fails tells nothing of the failure', async () => {
    const told = listen();
    const till = scriptedTill(paidService);
    const fails = () => {
      throw new Error('the customer is Zhang San');
    };
    const handle = till.payments.callbackHandler(fails, { onError: () => undefined });
    await till.run(handle(createTestCallback(merchant, { order }).body));
    expect(told.ended('cloudpay:callback')).toMatchObject([{ result: 'deferred' }]);
    expect(JSON.stringify(told.all)).not.toContain('Zhang San');
  });
});

describe('cloudpay:journal', () => {
  test('each use, with what the order has come to', async () => {
    const told = listen();
    const till = scriptedTill(paidService);
    const request = coffee();
    await till.run((await till.run(till.payments.microPay(request))).result());
    const { outTradeNo } = request;
    const [insert, ...rest] = told.ended('cloudpay:journal');
    expect(insert).toMatchObject({ operation: 'insert', outSubMchId, outTradeNo, state: 'undecided', isUndecided: true });
    expect(insert?.acceptedAt).toEqual(expect.any(Number));
    expect(rest.at(-1)).toMatchObject({ operation: 'update', outTradeNo, state: 'paid', isUndecided: false });
  });

  const failing = async () => {
    throw new Error('SQLITE_FULL');
  };
  test.each<[string, Partial<JournalStore>]>([
    ['rejects', { write: failing }],
    [
      'throws',
      {
        write() {
          throw new Error('SQLITE_FULL');
        },
      },
    ],
    ['never answers', { write: () => new Promise(() => {}) }],
  ])('a store that %s', async (_, broken) => {
    const told = listen();
    const till = scriptedTill(paidService, { journal: Object.assign(createMemoryJournal(), broken) });
    expect((await rejectionOf(till.run(till.payments.microPay(coffee())))).code).toBe('JOURNAL_UNAVAILABLE');
    expect(told.ended('cloudpay:journal')).toMatchObject([{ operation: 'insert', errorCode: 'JOURNAL_UNAVAILABLE' }]);
    expect(told.ended('cloudpay:payment')).toMatchObject([{ errorCode: 'JOURNAL_UNAVAILABLE' }]);
    expect(JSON.stringify(told.all)).not.toContain('SQLITE_FULL');
  });
});

test('an outcome that never comes ends with the code of its error, and is no unhandled rejection', async () => {
  const { promise, resolve } = Promise.withResolvers<object>();
  concludeLater(Promise.reject(new TypeError('a fault of the SDK')), resolve, { outRefundNo: 'r1' });
  expect(await promise).toEqual({ outRefundNo: 'r1', errorCode: 'INTERNAL_ERROR' });
});

describe('secrets', () => {
  const person = {
    open_id: 'oUpF8uMuAJOopen',
    sub_open_id: 'oUpF8uMuAJOsub',
    user_id: '2088102175953034',
    buyer_logon_id: '159****5620@buyer',
  };
  const authorCode = codes.alipay();
  const secrets = [
    ...Object.values(person),
    ...Object.keys(person),
    authorCode,
    '生活用品',
    '机密备注',
    'author_code',
    merchant.authenKey,
  ];
  /** A service that tells everything about the customer, wherever it can. */
  const talkative: Script = (call) => {
    const people = { wxpay_order_content_ext: person, alipay_order_content_ext: person };
    const said = { ...people, ...person, author_code: authorCode, body: '生活用品', attach: '机密备注' };
    if (call.endpoint === 'query_refund_order') return call.count < 3 ? noRefund : tellRefund(call, 2, said);
    if (call.endpoint === 'refund') return tellRefund(call, 2, said);
    if (call.endpoint === 'micro_pay') return { status: 103, description: `${authorCode} 生活用品 ${person.user_id}` };
    if (call.endpoint === 'reverse') return { status: 104, description: `${person.buyer_logon_id} 机密备注` };
    return call.count === 1 ? noSuchOrder : tell(call, 2, said);
  };

  test('stand in nothing that is published', async () => {
    const told = listen();
    const till = scriptedTill(talkative);
    const request = { ...coffee(authorCode), body: '生活用品', attach: '机密备注' };
    const { outTradeNo } = request;
    await till.run((await till.run(till.payments.microPay(request))).result());
    await till
      .run(till.payments.refund({ outTradeNo, refundFee: 100, refundReason: '机密备注' }).then((made) => made.result()))
      .catch(() => undefined);
    await till.run(till.payments.cancelOrder({ outTradeNo })).catch(() => undefined);
    const handle = till.payments.callbackHandler(() => undefined, { onError: () => undefined });
    const order = { outTradeNo, totalFee: 1999, buyerLogonId: person.buyer_logon_id, body: '生活用品' };
    await till.run(handle(createTestCallback(merchant, { order }).body)).catch(() => undefined);
    const channels = new Set(told.all.map(({ channel }) => channel));
    for (const name of ['call', 'payment', 'refund', 'cancellation', 'callback', 'journal']) {
      expect(channels).toContain(`cloudpay:${name}`);
    }
    const shown = JSON.stringify(told.all);
    for (const secret of secrets) expect(shown).not.toContain(secret);
    // Only these fields are published, whatever the service says.
    const fields = new Set(told.all.flatMap(({ message }) => Object.keys(message)));
    const documented =
      'endpoint host status internalStatus logId durationMs errorCode outTradeNo outRefundNo outSubMchId tradeType payPlatform ' +
      'isResumed acceptedAt needsPerson result type refusal operation state isUndecided from to reason';
    for (const field of fields) expect(documented.split(' ')).toContain(field);
  });

  test('bad arguments are not published: they may be anything', async () => {
    const told = listen();
    const till = scriptedTill(paidService);
    const outTradeNo = `${authorCode}${authorCode}`;
    await rejectionOf(till.run(till.payments.microPay({ ...coffee(), outTradeNo })));
    await rejectionOf(till.run(till.payments.refund({ outTradeNo, refundFee: 1 })));
    await rejectionOf(till.run(till.payments.cancelOrder({ outTradeNo })));
    expect(told.all).toEqual([]);
  });
});
