// "Failed" as a conclusion: who may draw it, and from whom.
import { expect, test } from 'vitest';
import { createMemoryJournal } from '../../src/index.ts';
import { coffee, merchant } from '../helpers/merchant.ts';
import { noSuchOrder, scriptedTill, tell } from '../helpers/scripted.ts';

const baseUrls = ['https://a.example', 'https://b.example'];
const refused = { status: 104, description: '余额不足', internal_status: 1 };

test('the last question of a wait goes to the other host, too', async () => {
  const till = scriptedTill(
    (call) => {
      if (call.endpoint === 'micro_pay') return refused;
      if (call.host === baseUrls[0]) return noSuchOrder;
      return call.at < 3_100 ? { status: 103 } : tell(call, 9);
    },
    { baseUrls },
  );
  const payment = await till.run(till.payments.microPay(coffee(), { timeout: 4_200 }));
  expect(await till.run(payment.result())).toMatchObject({ result: 'unknown' });
});

test('a conclusion that cannot be recorded is unknown: somebody may know better', async () => {
  const journal = createMemoryJournal();
  const write = journal.write.bind(journal);
  let isBroken = false;
  journal.write = (request) => (isBroken ? Promise.reject(new Error('disk full')) : write(request));
  const till = scriptedTill(
    (call) => {
      isBroken = true;
      return call.endpoint === 'micro_pay' ? refused : noSuchOrder;
    },
    { journal },
  );
  const request = coffee();
  const outcome = await till.run((await till.run(till.payments.microPay(request))).result());
  expect(outcome).toMatchObject({ result: 'unknown', error: { code: 'JOURNAL_UNAVAILABLE', outcome: 'unknown' } });
});

test('what a wait has learnt is recorded, also when it is stopped at that moment', async () => {
  const journal = createMemoryJournal();
  const stop = new AbortController();
  const till = scriptedTill(
    (call) => (call.endpoint === 'micro_pay' ? { status: 104, description: '重入冲突', internal_status: 407 } : tell(call, 2)),
    { journal, onEvent: ({ type }) => type === 'response' && stop.abort() },
  );
  const request = coffee();
  const payment = await till.run(till.payments.microPay(request, { signal: stop.signal }));
  expect(await till.run(payment.result())).toMatchObject({ result: 'unknown' });
  const stored = await journal.read({ outSubMchId: merchant.outSubMchId, number: request.outTradeNo });
  expect(stored?.record).toMatchObject({ state: 'undecided', hasRefusedDuplicate: true });
});

test('an order that another process was told of is not concluded to be absent', async () => {
  const journal = createMemoryJournal();
  const [lagging = '', other = ''] = baseUrls;
  const till = scriptedTill(
    (call) => {
      if (call.endpoint === 'micro_pay') return 'CONNECTION_LOST';
      return call.host === lagging ? noSuchOrder : tell(call, 9);
    },
    { journal, baseUrls: [lagging] },
  );
  const office = till.another({ journal: createMemoryJournal({ sharedWith: journal }), baseUrls: [other] });
  const request = coffee();
  const payment = await till.run(till.payments.microPay(request));
  const { outTradeNo } = request;
  expect(await till.run(office.queryOrder({ outTradeNo }))).toMatchObject({ result: 'unknown', order: { outTradeNo } });
  expect(await till.run(payment.result())).toMatchObject({ result: 'unknown' });
});
