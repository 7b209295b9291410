import { authenKey, authenticationCode, merchant } from '@cloudpay/test-kit';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  type Callback,
  CallbackError,
  type CallbackListener,
  type CallbackOptions,
  type CallbackReply,
  createMemoryJournal,
  type JournalRecord,
} from '../../src/index.ts';
import { paymentsOf, Service, TestClock } from './helpers/service.ts';
import {
  orderContent,
  otherKey,
  paymentContent,
  providerKey,
  readReply,
  refundContent,
  refundOrderContent,
  seal,
} from './helpers/wire.ts';

const number = 'sz010002cz1';

/** A handler of a service that knows one paid order and one finished refund, with a listener that remembers. */
function setUp({ listener, ...options }: CallbackOptions & { listener?: CallbackListener } = {}) {
  const service = new Service();
  service.orders.set(number, orderContent());
  const told: Callback[] = [];
  const errors: unknown[] = [];
  const clock = new TestClock();
  const payments = paymentsOf(service, { clock });
  const remember: CallbackListener = (callback) => {
    told.push(callback);
    return listener?.(callback);
  };
  const handle = payments.callbackHandler(remember, { onError: (error) => errors.push(error), ...options });
  return { service, told, errors, clock, payments, handle };
}

function refusalsIn(errors: readonly unknown[]): unknown[] {
  return errors.map((error) => (error instanceof CallbackError ? error.refusal : error));
}

function expectAcknowledged(reply: CallbackReply): void {
  expect(reply.status).toBe(200);
  expect(readReply(reply.body)).toMatchObject({ status: 0, authentic: true });
}

function expectRefused(reply: CallbackReply, http = 400): void {
  expect(reply.status).toBe(http);
  // No code covers a 101: strangers get nothing that the merchant's key has vouched for.
  expect(readReply(reply.body)).toMatchObject({ status: 101, authentic: undefined });
}

function expectDeferred(reply: CallbackReply): void {
  expect(reply.status).toBe(503);
  expect(readReply(reply.body)).toMatchObject({ status: 103, authentic: true });
}

describe('an authentic callback', () => {
  test('of a payment is confirmed, delivered and acknowledged', async () => {
    const { handle, told, service, errors } = setUp();
    const reply = await handle(Buffer.from(seal(paymentContent())));
    expectAcknowledged(reply);
    expect(reply.headers).toEqual({ 'content-type': 'application/json; charset=utf-8' });
    expect(told).toMatchObject([{ type: 'payment', order: { outTradeNo: number }, outcome: { result: 'paid' } }]);
    expect(service.calls).toEqual(['query_order']);
    expect(errors).toEqual([]);
  });

  test('of refunds is confirmed, delivered and acknowledged', async () => {
    const { handle, told, service } = setUp();
    service.refunds.set('r1', refundOrderContent('r1'));
    service.refunds.set('r2', refundOrderContent('r2', 5));
    expectAcknowledged(await handle(seal(refundContent([refundOrderContent('r1'), refundOrderContent('r2', 5)]))));
    expect(told).toMatchObject([
      {
        type: 'refund',
        refunds: [
          { refund: { outRefundNo: 'r1' }, outcome: { result: 'succeeded' } },
          { refund: { outRefundNo: 'r2' }, outcome: { result: 'failed', needsPerson: true } },
        ],
      },
    ]);
  });

  test.each([
    ['the service provider’s', providerKey],
    ['the merchant’s own, by the older rule', authenKey],
    ['an additional one', otherKey],
  ])('is taken under each key, and acknowledged under the key that it came with: %s', async (_, key) => {
    const service = new Service();
    service.orders.set(number, orderContent());
    const payments = paymentsOf(service, { providerAuthenKey: providerKey });
    const handle = payments.callbackHandler(() => {}, { additionalKeys: [otherKey] });
    const reply = await handle(seal(paymentContent(), key));
    expect(reply.status).toBe(200);
    expect(readReply(reply.body, key)).toMatchObject({ status: 0, authentic: true });
    // The older rule reads the content, which is text.
    expect(JSON.parse(reply.body).response_content).toBeTypeOf('string');
  });

  test('under the service provider’s key is refused where that is not configured, and the message says so', async () => {
    const { handle, errors } = setUp();
    expectRefused(await handle(seal(paymentContent(), providerKey)));
    expect(refusalsIn(errors)).toEqual(['wrongCode']);
    expect((errors[0] as Error).message).toContain('providerAuthenKey');
  });
});

describe('what is not authentic changes nothing', () => {
  const body = seal(paymentContent());

  test.each([
    ['unsigned', JSON.stringify({ request_content: JSON.stringify(paymentContent()) })],
    ['signed with another key', seal(paymentContent(), otherKey)],
    ['tampered', body.replace('1999', '9999')],
    ['empty', ''],
    ['of another merchant', seal({ ...paymentContent(), pay_mch_key: { out_mch_id: 'a', out_sub_mch_id: 'b' } })],
  ])('%s', async (_name, forged) => {
    const { handle, told, service } = setUp();
    expectRefused(await handle(forged));
    expect(told).toEqual([]);
    expect(service.calls).toEqual([]);
    // And it keeps no true one away.
    expectAcknowledged(await handle(body));
  });

  test('whatever byte of the body is flipped', async () => {
    const bytes = Buffer.from(body);
    const codeStart = bytes.lastIndexOf(authenticationCode(JSON.stringify(paymentContent())));
    const { handle, told, service } = setUp();
    const flip = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(flip, async ([at, mask]) => {
        // The case of the code's digits means nothing: such a body is not altered.
        fc.pre(!(at >= codeStart && at < codeStart + 64 && mask === 0x20));
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] as number) ^ mask;
        expect(readReply((await handle(flipped)).body)).toMatchObject({ status: 101, authentic: undefined });
        expect(told).toEqual([]);
        expect(service.calls).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a parsed body is the fault of this server, and its response says what to do', async () => {
    const { handle, errors } = setUp();
    const reply = await handle(JSON.parse(body));
    expectRefused(reply, 500);
    expect(readReply(reply.body).description).toContain('express.raw()');
    expect(refusalsIn(errors)).toEqual(['parsedBody']);
  });

  test('a body that cannot be read is refused', async () => {
    const { handle, errors } = setUp();
    expectRefused(await handle(Promise.reject(new Error('reset'))), 408);
    expect(refusalsIn(errors)).toEqual(['incomplete']);
  });
});

describe('a callback that was delivered before', () => {
  const body = seal(paymentContent());

  test('is acknowledged, without another query or call of the listener', async () => {
    const { handle, told, service, errors } = setUp();
    for (let times = 0; times < 4; times++) expectAcknowledged(await handle(body));
    expect(told).toHaveLength(1);
    expect(service.calls).toEqual(['query_order']);
    expect(errors).toEqual([]);
  });

  test('is so in another dress', async () => {
    const { handle, told } = setUp();
    expectAcknowledged(await handle(body));
    const { request_content, authen_info } = JSON.parse(body);
    const code = authen_info.a.authen_code.toLowerCase();
    expectAcknowledged(
      await handle(JSON.stringify({ authen_info: { a: { authen_type: 1, authen_code: code } }, request_content }, null, 1)),
    );
    expect(told).toHaveLength(1);
  });

  test('after a restart delivers the response of the service, not the content of the callback', async () => {
    const { handle, told, service } = setUp();
    service.orders.set(number, orderContent(number, 8));
    expectAcknowledged(await handle(body));
    expect(told).toMatchObject([{ outcome: { result: 'reversed' }, order: { currentTradeState: 8 } }]);
  });

  test('that a late host does not know is repeated, and delivered once the host knows it (rule 9)', async () => {
    const { handle, told, service, errors } = setUp();
    service.orders.clear();
    expectDeferred(await handle(body));
    expectDeferred(await handle(seal(refundContent([refundOrderContent('r1')]))));
    expect(errors).toMatchObject([{ code: 'SERVICE_UNCERTAIN' }, { code: 'SERVICE_UNCERTAIN' }]);
    expect(told).toEqual([]);
    service.orders.set(number, orderContent());
    service.refunds.set('r1', refundOrderContent('r1'));
    expectAcknowledged(await handle(body));
    expectAcknowledged(await handle(seal(refundContent([refundOrderContent('r1')]))));
    expect(told).toHaveLength(2);
  });

  test.each([
    ['failed', orderContent(number, 10)],
    ['of another amount', orderContent(number, 2, 1)],
  ])('of a payment that is %s is refused', async (_name, order) => {
    const { handle, told, service, errors } = setUp();
    service.orders.set(number, order);
    expectRefused(await handle(body));
    expect(refusalsIn(errors)).toEqual(['contradicted']);
    expect(told).toEqual([]);
  });

  test.each([
    ['failed', refundOrderContent('r1', 3)],
    ['of another amount', { ...refundOrderContent('r1'), refund_fee: 5 }],
  ])('of a refund that is %s is refused', async (_name, refund) => {
    const { handle, told, service, errors } = setUp();
    service.refunds.set('r1', refund);
    expectRefused(await handle(seal(refundContent([refundOrderContent('r1')]))));
    expect(refusalsIn(errors)).toEqual(['contradicted']);
    expect(told).toEqual([]);
  });
});

describe('a redelivery', () => {
  const body = seal(paymentContent());

  test('while the listener is at work is acknowledged with the first', async () => {
    const { promise: work, resolve: finish } = Promise.withResolvers<void>();
    const { handle, told } = setUp({ listener: () => work });
    const replies = [handle(body), handle(body), handle(body)];
    await new Promise(setImmediate);
    replies.push(handle(body));
    finish();
    for (const reply of await Promise.all(replies)) expectAcknowledged(reply);
    expect(told).toHaveLength(1);
  });

  test('after a failed listener is handled like the first', async () => {
    let broken = true;
    const failure = new Error('database is down');
    const { handle, told, errors } = setUp({
      listener: () => {
        if (broken) throw failure;
      },
    });
    const reply = await handle(body);
    expectDeferred(reply);
    expect(reply.body).not.toContain('database');
    expectDeferred(await handle(body));
    expect(errors).toEqual([failure, failure]);
    broken = false;
    expectAcknowledged(await handle(body));
    expect(told).toHaveLength(3);
    expectAcknowledged(await handle(body));
    expect(told).toHaveLength(3);
  });

  test('after the service could not be asked is handled like the first', async () => {
    const { handle, told, service, errors } = setUp();
    service.isDown = true;
    expectDeferred(await handle(body));
    expect(errors).toMatchObject([{ code: 'NOT_CONNECTED' }]);
    expect(told).toEqual([]);
    service.isDown = false;
    expectAcknowledged(await handle(body));
    expect(told).toHaveLength(1);
  });

  test('while the service itself does not know yet comes again', async () => {
    const { handle, told, service, errors } = setUp();
    service.orders.set(number, orderContent(number, 9));
    service.refunds.set('r1', refundOrderContent('r1', 4));
    expectDeferred(await handle(body));
    expectDeferred(await handle(seal(refundContent([refundOrderContent('r1')]))));
    expect(errors).toMatchObject([{ code: 'SERVICE_UNCERTAIN' }, { code: 'SERVICE_UNCERTAIN' }]);
    expect(told).toEqual([]);
  });

  test('with a listener that failed on the second of two refunds delivers both again, then none', async () => {
    let broken = true;
    const { handle, told, service } = setUp({
      listener: () => {
        if (broken) throw new Error('no');
      },
    });
    for (const no of ['r1', 'r2']) service.refunds.set(no, refundOrderContent(no));
    const both = seal(refundContent([refundOrderContent('r1'), refundOrderContent('r2')]));
    expectDeferred(await handle(both));
    broken = false;
    expectAcknowledged(await handle(both));
    expect(told).toHaveLength(2);
  });
});

describe('doubles and disorder', () => {
  test('the same content under another nonce is acknowledged and not delivered again', async () => {
    const { handle, told } = setUp();
    const bodies = ['a', 'b', 'c'].map((nonce) => seal(paymentContent(undefined, nonce)));
    for (const reply of await Promise.all(bodies.map((body) => handle(body)))) expectAcknowledged(reply);
    expectAcknowledged(await handle(seal(paymentContent(undefined, 'd'))));
    expect(told).toHaveLength(1);
  });

  test('callbacks of one order go one after the other; those of others do not wait', async () => {
    const { promise: work, resolve: finish } = Promise.withResolvers<void>();
    const { handle, told, service } = setUp({
      listener: ({ type }) => (type === 'payment' && told.length === 1 ? work : undefined),
    });
    service.orders.set('other', orderContent('other'));
    service.refunds.set('r1', refundOrderContent('r1'));
    const first = handle(seal(paymentContent()));
    await new Promise(setImmediate);
    const refund = handle(seal(refundContent([refundOrderContent('r1')])));
    expectAcknowledged(await handle(seal(paymentContent('other'))));
    expect(told.map(({ type }) => type)).toEqual(['payment', 'payment']);
    finish();
    expectAcknowledged(await first);
    expectAcknowledged(await refund);
    expect(told.map(({ type }) => type)).toEqual(['payment', 'payment', 'refund']);
  });

  test('a payment that arrives after its refund is delivered in its present state', async () => {
    const { handle, told, service } = setUp();
    service.orders.set(number, orderContent(number, 4));
    service.refunds.set('r1', refundOrderContent('r1'));
    expectAcknowledged(await handle(seal(refundContent([refundOrderContent('r1')]))));
    expectAcknowledged(await handle(seal(paymentContent())));
    expect(told).toMatchObject([
      { type: 'refund' },
      { type: 'payment', outcome: { result: 'partlyRefunded', refundedFee: 100, remainingFee: 1899 } },
    ]);
  });

  test('of several refunds, those that were delivered already are left out', async () => {
    const { handle, told, service } = setUp();
    for (const no of ['r1', 'r2']) service.refunds.set(no, refundOrderContent(no));
    expectAcknowledged(await handle(seal(refundContent([refundOrderContent('r1')]))));
    service.calls.length = 0;
    expectAcknowledged(await handle(seal(refundContent([refundOrderContent('r1'), refundOrderContent('r2')]))));
    expect(service.calls).toEqual(['query_refund_order']);
    expect(told).toMatchObject([
      { refunds: [{ refund: { outRefundNo: 'r1' } }] },
      { refunds: [{ refund: { outRefundNo: 'r2' } }] },
    ]);
    expect(told.map((callback) => callback.type === 'refund' && callback.refunds.length)).toEqual([1, 1]);
  });

  test('a failure that arrives after the success is not delivered: the service contradicts it', async () => {
    const { handle, told, service } = setUp();
    service.refunds.set('r1', refundOrderContent('r1'));
    expectAcknowledged(await handle(seal(refundContent([refundOrderContent('r1')], 'a'))));
    expectAcknowledged(await handle(seal(refundContent([refundOrderContent('r1', 3)], 'b'))));
    expect(told).toHaveLength(1);
  });

  test('a refund that failed and then succeeded is delivered twice', async () => {
    const { handle, told, service } = setUp();
    service.refunds.set('r1', refundOrderContent('r1', 3));
    expectAcknowledged(await handle(seal(refundContent([refundOrderContent('r1', 3)], 'a'))));
    service.refunds.set('r1', refundOrderContent('r1', 2));
    // It is late and overtaken: delivered in its present state.
    expectAcknowledged(await handle(seal(refundContent([refundOrderContent('r1', 2)], 'b'))));
    expectAcknowledged(await handle(seal(refundContent([refundOrderContent('r1', 3)], 'c'))));
    expect(told.map((callback) => callback.type === 'refund' && callback.refunds[0]?.outcome.result)).toEqual([
      'failed',
      'succeeded',
    ]);
  });
});

describe('the journal', () => {
  const order = {
    outTradeNo: number,
    tradeType: 1,
    payPlatform: 1,
    totalFee: 1999,
    deviceId: '824',
    machineNo: '00:16:3e:00:00:01',
  };
  const sends = { count: 1, lastAt: { local: 0 } };
  const key = { outSubMchId: merchant.outSubMchId, number };

  /** A handler beside a journal that holds this, whose writer has died. */
  async function withJournal(record: Partial<JournalRecord>) {
    const journal = createMemoryJournal();
    const whole = { ...order, outSubMchId: merchant.outSubMchId, state: 'undecided', sends, ...record } as JournalRecord;
    await journal.write({ record: whole, version: 0, isUndecided: true, hold: 'release' });
    const service = new Service();
    service.orders.set(number, orderContent());
    const told: Callback[] = [];
    const errors: unknown[] = [];
    const payments = paymentsOf(service, { journal });
    const handle = payments.callbackHandler((callback) => told.push(callback), { onError: (error) => errors.push(error) });
    return { journal, service, told, errors, handle };
  }

  test('an order and a refund that a crash left open are settled', async () => {
    const refund = { outRefundNo: 'r1', refundFee: 100, state: 'undecided', sends } as const;
    const { journal, service, handle } = await withJournal({ refunds: [refund] });
    service.refunds.set('r1', refundOrderContent('r1'));
    expectAcknowledged(await handle(seal(paymentContent())));
    expect(await journal.read(key)).toMatchObject({ record: { state: 'paid', refunds: [{ state: 'undecided' }] } });
    expectAcknowledged(await handle(seal(refundContent([refundOrderContent('r1')]))));
    expect(await journal.read(key)).toMatchObject({ record: { state: 'paid', refunds: [{ state: 'succeeded' }] } });
  });

  test('a decided outcome stays and is delivered, and an order without a record gets none', async () => {
    const { journal, service, told, handle } = await withJournal({ state: 'reversed' });
    service.orders.set('other', orderContent('other'));
    expectAcknowledged(await handle(seal(paymentContent())));
    expectAcknowledged(await handle(seal(paymentContent('other'))));
    expect(await journal.read(key)).toMatchObject({ version: 1, record: { state: 'reversed' } });
    expect(await journal.read({ ...key, number: 'other' })).toBeUndefined();
    // A late host's "paid" is weaker (rule 12).
    expect(told).toMatchObject([{ outcome: { result: 'reversed' } }, { outcome: { result: 'paid' } }]);
  });

  test('an order that was concluded as failed becomes paid, which is stronger', async () => {
    const { journal, told, handle } = await withJournal({ state: 'failed' });
    expectAcknowledged(await handle(seal(paymentContent())));
    expect(await journal.read(key)).toMatchObject({ record: { state: 'paid' } });
    expect(told).toMatchObject([{ outcome: { result: 'paid' } }]);
  });

  test.each([
    ['of another amount', { totalFee: 2000 }],
    ['that met a conflict', { state: 'reentryConflict' }],
  ] as const)('an order %s under the same number is not paid by it, and the listener hears so', async (_, ours) => {
    const { journal, told, handle } = await withJournal(ours);
    expectAcknowledged(await handle(seal(paymentContent())));
    expect(told).toMatchObject([{ type: 'payment', outcome: { result: 'reentryConflict', error: { code: 'NUMBER_REUSED' } } }]);
    expect((await journal.read(key))?.record.state).not.toBe('paid');
  });

  test('an order that looks like another till’s needs a person, and the listener is informed (rule 6)', async () => {
    const { journal, told, handle } = await withJournal({ machineNo: 'another till' });
    expectAcknowledged(await handle(seal(paymentContent())));
    expect(told).toMatchObject([{ outcome: { result: 'unknown', needsPerson: true } }]);
    expect((await journal.read(key))?.record.state).toBe('undecided');
  });

  test('a refund of another amount under the same number was not made, and the listener is informed (rule 14)', async () => {
    const refund = { outRefundNo: 'r1', refundFee: 300, state: 'undecided', sends } as const;
    const { journal, service, told, handle } = await withJournal({ refunds: [refund] });
    service.refunds.set('r1', refundOrderContent('r1'));
    expectAcknowledged(await handle(seal(refundContent([refundOrderContent('r1')]))));
    expect(told).toMatchObject([{ refunds: [{ outcome: { result: 'failed', error: { code: 'NUMBER_REUSED' } } }] }]);
    expect((await journal.read(key))?.record.refunds?.[0]?.state).toBe('undecided');
  });

  test('records after a verified callback that the order and the refund exist (rule 9)', async () => {
    const refund = { outRefundNo: 'r1', refundFee: 100, state: 'undecided', sends } as const;
    const { journal, service, handle } = await withJournal({ refunds: [refund] });
    service.orders.clear();
    expectDeferred(await handle(seal(paymentContent())));
    expectDeferred(await handle(seal(refundContent([refundOrderContent('r1')]))));
    expect(await journal.read(key)).toMatchObject({
      record: { state: 'undecided', isKnown: true, refunds: [{ state: 'undecided', isKnown: true }] },
    });
  });

  test('waits with "paid" while a cancellation may still take effect (rule 11)', async () => {
    const { journal, told, handle } = await withJournal({ isGivenUp: true, cancellation: { sends } });
    expectDeferred(await handle(seal(paymentContent())));
    expect(told).toEqual([]);
    expect((await journal.read(key))?.record.state).toBe('undecided');
  });

  test('is left as it is by what is refused', async () => {
    const { journal, handle } = await withJournal({});
    expectRefused(await handle(seal(paymentContent(), otherKey)));
    expect(await journal.read(key)).toMatchObject({ version: 1, record: { state: 'undecided' } });
  });

  test.each(['read', 'write'] as const)(
    'that fails to %s has the callback come again: nothing was recorded',
    async (action) => {
      const { journal, told, errors, handle } = await withJournal({});
      const works = journal[action];
      Object.assign(journal, { [action]: () => Promise.reject(new Error('disk full')) });
      expectDeferred(await handle(seal(paymentContent())));
      expect(told).toEqual([]);
      expect(errors).toMatchObject([{ code: 'JOURNAL_UNAVAILABLE' }]);
      Object.assign(journal, { [action]: works });
      expectAcknowledged(await handle(seal(paymentContent())));
      expect(told).toMatchObject([{ outcome: { result: 'paid' } }]);
      expect((await journal.read(key))?.record.state).toBe('paid');
    },
  );
});

describe('options', () => {
  test('confirm: false does not query', async () => {
    const { handle, told, service } = setUp({ confirm: false });
    service.orders.clear();
    expectAcknowledged(await handle(seal(paymentContent())));
    expectAcknowledged(await handle(seal(refundContent())));
    expectAcknowledged(await handle(seal(paymentContent())));
    expect(told).toMatchObject([{ type: 'payment', outcome: { result: 'paid' } }, { type: 'refund' }]);
    expect(service.calls).toEqual([]);
  });

  test('an observer that throws changes no reply', async () => {
    const { handle } = setUp({
      onError: () => {
        throw new Error('observer');
      },
    });
    expectRefused(await handle(''));
    expectAcknowledged(await handle(seal(paymentContent())));
  });

  test('a key that is none is found when the handler is made', () => {
    expect(() => setUp({ additionalKeys: [''] })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
  });

  test('without an observer, each kind of refusal is warned of once, and every failure of the listener', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    try {
      const service = new Service();
      service.orders.set(number, orderContent());
      const handle = paymentsOf(service).callbackHandler(() => Promise.reject(new Error('listener')));
      for (let times = 0; times < 3; times++) {
        expectRefused(await handle(seal(paymentContent(), otherKey)));
        expectDeferred(await handle(seal(paymentContent())));
      }
      const warnings = warn.mock.calls.map(([warning]) => warning as Error);
      const messages = warnings.map(({ message }) => message).sort();
      expect(messages).toEqual(['listener', 'listener', 'listener', expect.stringContaining('认证码不符')]);
      expect(JSON.stringify(warnings.map(({ message, stack }) => [message, stack]))).not.toContain(authenKey);
    } finally {
      warn.mockRestore();
    }
  });

  test('a closed client has Cloud Pay call again', async () => {
    const { handle, payments, told } = setUp();
    await payments.close();
    expectDeferred(await handle(seal(paymentContent())));
    expect(told).toEqual([]);
  });
});
