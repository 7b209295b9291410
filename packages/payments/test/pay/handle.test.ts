import { describe, expect, test } from 'vitest';
import { createMemoryJournal, type Payment, type PaymentProgress } from '../../src/index.ts';
import { codes, coffee, merchant, newNumber } from '../helpers/merchant.ts';
import { openTill } from '../helpers/sandbox-till.ts';
import { scriptedTill, tell } from '../helpers/scripted.ts';
import { rejectionOf } from '../helpers/thrown.ts';

async function stepsOf(payment: Payment): Promise<PaymentProgress[]> {
  const steps: PaymentProgress[] = [];
  for await (const step of payment) steps.push(step);
  return steps;
}

const typesOf = async (payment: Payment) => (await stepsOf(payment)).map(({ type }) => type);

describe('the progress of a payment', () => {
  test.each([
    ['0000', ['sending', 'settled']],
    ['0001', ['sending', 'customerPaying', 'settled']],
    ['0009', ['sending', 'uncertain', 'settled']],
    ['0008', ['sending', 'uncertain', 'sending', 'settled']],
    ['0014', ['sending', 'undecided', 'settled']],
  ])('of scenario %s is %j', async (scenario, types) => {
    await using till = await openTill();
    const payment = await till.payments.microPay(coffee(codes.wechat(scenario)));
    const steps = await stepsOf(payment);
    expect(steps.map(({ type }) => type)).toEqual(types);
    expect(steps.at(-1)).toEqual({ type: 'settled', outcome: await payment.result() });
  });

  test('is complete for each reader, also for one that starts late or has stopped before', async () => {
    await using till = await openTill();
    const payment = await till.payments.microPay(coffee(codes.wechat('0001')));
    for await (const step of payment) {
      expect(step.type).toBe('sending');
      break;
    }
    const types = ['sending', 'customerPaying', 'settled'];
    expect(await Promise.all([typesOf(payment), typesOf(payment)])).toEqual([types, types]);
    expect(await typesOf(payment)).toEqual(types);
  });

  test('contains a repeated state once', async () => {
    const till = scriptedTill((call) => tell(call, call.count < 20 ? 9 : 2));
    const payment = await till.run(till.payments.microPay(coffee()));
    expect(await till.run(typesOf(payment))).toEqual(['sending', 'customerPaying', 'settled']);
    expect(till.service.of('query_order')).toHaveLength(20);
  });

  test('contains an uncertainty again when its reason changes', async () => {
    const till = scriptedTill((call) => {
      if (call.endpoint === 'micro_pay') return call.count === 1 ? 'CONNECTION_LOST' : tell(call, 2);
      return call.count <= 2 ? 'hang' : tell(call, 2);
    });
    const payment = await till.run(till.payments.microPay(coffee()));
    const steps = await till.run(stepsOf(payment));
    expect(steps.map((step) => (step.type === 'uncertain' ? step.error.code : step.type))).toEqual([
      'sending',
      'CONNECTION_LOST',
      'TIMEOUT',
      'undecided',
      'sending',
      'settled',
    ]);
  });

  test('needs no reader', async () => {
    await using till = await openTill();
    const request = coffee();
    await till.payments.microPay(request);
    await till.payments.close();
    expect(till.sandbox.state().orders.length).toBeLessThanOrEqual(1);
  });
});

describe('waiting for the result', () => {
  const waitsForEver = () => scriptedTill((call) => (call.endpoint === 'micro_pay' ? tell(call, 9) : 'hang'));

  test('ends with the caller’s signal; the payment goes on', async () => {
    const till = scriptedTill((call) => tell(call, call.at < 30_000 ? 9 : 2));
    const payment = await till.run(till.payments.microPay(coffee()));
    const controller = new AbortController();
    const look = payment.result({ signal: controller.signal });
    const reason = new Error('the cashier looks elsewhere');
    controller.abort(reason);
    expect(await rejectionOf(look)).toMatchObject({ code: 'ABORTED', outcome: 'unknown', cause: reason });
    expect(await till.run(payment.result())).toMatchObject({ result: 'paid' });
  });

  test('is over at once when the signal is', async () => {
    const till = waitsForEver();
    const payment = await till.run(till.payments.microPay(coffee()));
    expect(await rejectionOf(payment.result({ signal: AbortSignal.abort() }))).toMatchObject({ code: 'ABORTED' });
  });

  test('ends with its timeout', async () => {
    const till = waitsForEver();
    const payment = await till.run(till.payments.microPay(coffee()));
    expect(await rejectionOf(payment.result({ timeout: 5 }))).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
  });

  test('returns the outcome to every call', async () => {
    await using till = await openTill();
    const payment = await till.payments.microPay(coffee());
    const looks = [
      payment.result(),
      payment.result({ timeout: 60_000 }),
      payment.result({ signal: new AbortController().signal }),
    ];
    const outcomes = await Promise.all(looks);
    expect(new Set(outcomes).size).toBe(1);
    expect(await payment.result()).toBe(outcomes[0]);
  });
});

describe('the end of a payment before its outcome', () => {
  test('by its timeout is unknown, and never late', async () => {
    for (const timeout of [1, 500, 1_000, 7_000, 60_000]) {
      const till = scriptedTill((call) => tell(call, 9));
      const payment = await till.run(till.payments.microPay(coffee(), { timeout }));
      const outcome = await till.run(payment.result());
      expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'TIMEOUT' } });
      expect(till.time.elapsed).toBeLessThanOrEqual(timeout);
    }
  });

  test('by its timeout, with a last question a second before', async () => {
    const till = scriptedTill((call) => tell(call, call.at >= 5_900 ? 2 : 9), { microPayQueryOrderInterval: 30 });
    const outcome = await till.run((await till.run(till.payments.microPay(coffee(), { timeout: 7_000 }))).result());
    expect(outcome).toMatchObject({ result: 'paid' });
  });

  test('by its timeout, while every call hangs, is unknown', async () => {
    const till = scriptedTill(() => 'hang');
    const outcome = await till.run((await till.run(till.payments.microPay(coffee(), { timeout: 12_000 }))).result());
    expect(outcome).toMatchObject({ result: 'unknown' });
    expect(till.time.elapsed).toBeLessThanOrEqual(12_000);
  });

  test('by a signal, while the request is under way, is unknown', async () => {
    const till = scriptedTill(() => 'hang');
    const controller = new AbortController();
    const payment = await till.run(till.payments.microPay(coffee(), { signal: controller.signal }));
    till.time.after(100, () => controller.abort());
    expect(await till.run(payment.result())).toMatchObject({ result: 'unknown', error: { code: 'ABORTED' } });
    expect(till.time.elapsed).toBe(100);
  });

  test('by a signal, between two queries, is unknown, and has the known order', async () => {
    const till = scriptedTill((call) => tell(call, 9));
    const controller = new AbortController();
    const payment = await till.run(till.payments.microPay(coffee(), { signal: controller.signal }));
    till.time.after(700, () => controller.abort());
    expect(await till.run(payment.result())).toMatchObject({ result: 'unknown', order: { currentTradeState: 9 } });
  });

  test('by a signal that is over already, is failed: nothing was sent', async () => {
    const till = scriptedTill((call) => tell(call, 2));
    const payment = await till.run(till.payments.microPay(coffee(), { signal: AbortSignal.abort() }));
    expect(await till.run(payment.result())).toMatchObject({ result: 'failed', error: { code: 'ABORTED', outcome: 'failed' } });
    expect(till.service.calls).toEqual([]);
  });

  test('by close() is unknown, and stays in the journal', async () => {
    const journal = createMemoryJournal();
    const till = scriptedTill(() => 'hang', { journal });
    const request = coffee();
    const payment = await till.run(till.payments.microPay(request));
    till.time.after(100, () => void till.payments.close());
    expect(await till.run(payment.result())).toMatchObject({ result: 'unknown', error: { code: 'CLOSED' } });
    await till.payments.close();
    const stored = await journal.read({ outSubMchId: merchant.outSubMchId, number: request.outTradeNo });
    expect(stored).toMatchObject({ record: { state: 'undecided' }, held: 'free' });
  });

  test('by close() at the same moment, before anything left, is failed', async () => {
    const till = scriptedTill((call) => tell(call, 2));
    const accepted = till.payments.microPay(coffee());
    await Promise.all([accepted, till.payments.close()]).catch(() => {});
    const settled = await accepted.then((payment) => payment.result()).catch((error) => ({ result: error.code, error }));
    expect(['failed', 'CLOSED']).toContain(settled.result);
    expect(settled).toMatchObject({ error: { code: 'CLOSED', outcome: 'failed' } });
    expect(till.service.calls).toEqual([]);
  });
});

describe('after close()', () => {
  test('every operation says that nothing was sent', async () => {
    await using till = await openTill();
    await till.payments.close();
    const request = coffee();
    const { outTradeNo } = request;
    const attempts = [
      () => till.payments.microPay(request),
      () => till.payments.scanCodePay({ outTradeNo: newNumber(), payPlatform: 1, totalFee: 1, body: 'tea' }),
      () => till.payments.queryOrder({ outTradeNo }),
      () => till.payments.cancelOrder({ outTradeNo }),
      () => till.payments.refund({ outTradeNo, refundFee: 1 }),
      () => till.payments.queryRefunds({ outTradeNo }),
      () => till.payments.warmUp(),
    ];
    for (const attempt of attempts) expect(await rejectionOf(attempt())).toMatchObject({ code: 'CLOSED', outcome: 'failed' });
    expect(till.sandbox.state().calls).toEqual({});
  });

  test('closing again changes nothing', async () => {
    await using till = await openTill();
    await till.payments.close();
    await till.payments.close();
  });
});
