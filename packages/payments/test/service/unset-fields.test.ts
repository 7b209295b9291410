// Some services write 0, or an empty message, for what was never set. It says nothing.
import { PayPlatform } from '@cloudpay/proto';
import { describe, expect, test } from 'vitest';
import { createMemoryJournal } from '../../src/index.ts';
import { coffee, newNumber } from '../helpers/merchant.ts';
import { resumeAll } from '../helpers/resumed.ts';
import { noRefund, type ScriptedCall, scriptedTill, tell, tellRefund } from '../helpers/scripted.ts';

const platformOf = (call: ScriptedCall) => ((call.content.pay_mch_key ?? {}) as { pay_platform?: number }).pay_platform ?? 1;

test('a prepared order without an end may still be paid, though Alipay does not know it yet', async () => {
  const till = scriptedTill((call) =>
    call.endpoint === 'scan_code_pay' ? 'CONNECTION_LOST' : tell(call, 7, { trade_type: 2, time_expire: 0 }),
  );
  const request = { outTradeNo: newNumber(), payPlatform: PayPlatform.Alipay, totalFee: 1999, body: 'coffee' };
  expect(await till.run((await till.run(till.payments.scanCodePay(request))).result())).toMatchObject({ result: 'unknown' });
});

test('an order without a time of creation is of no earlier sale', async () => {
  let isLost = true;
  const till = scriptedTill((call) => (isLost ? 'CONNECTION_LOST' : tell(call, 2, { create_time: 0 })), {
    journal: createMemoryJournal(),
  });
  await till.run((await till.run(till.payments.microPay(coffee(), { timeout: 3_000 }))).result());
  isLost = false;
  expect(await till.run(resumeAll(till.payments))).toMatchObject([{ outcome: { result: 'paid' } }]);
});

test.each([
  [PayPlatform.WechatPay, 4],
  [PayPlatform.Alipay, 2],
])('an order by platform %i in state %i without a sum asks how much went back', async (payPlatform, state) => {
  const till = scriptedTill((call) =>
    call.endpoint === 'query_order'
      ? tell(call, state, { refunded_fee: 0 })
      : tellRefund(call, 2, { out_refund_no: 'sz010002czother' }, { pay_platform: payPlatform }),
  );
  const outcome = await till.run(till.payments.queryOrder({ outTradeNo: newNumber(), payPlatform }));
  expect(outcome).toMatchObject({ result: 'partlyRefunded', refundedFee: 100 });
});

describe('a part of another platform beside the right one', () => {
  test('is not the state of an order', async () => {
    const empty = { wxpay_order_content_ext: { current_trade_state: 0 } };
    const till = scriptedTill((call) => (call.endpoint === 'query_order' ? tell(call, 2, empty) : noRefund));
    const outcome = await till.run(till.payments.queryOrder({ outTradeNo: newNumber(), payPlatform: PayPlatform.Alipay }));
    expect(outcome).toMatchObject({ result: 'paid' });
  });

  test('is not the state of a refund', async () => {
    const empty = { alipay_refund_order_content_ext: { refund_status: 0 } };
    const till = scriptedTill((call) => tellRefund(call, 2, empty, { pay_platform: platformOf(call) }));
    const [refund] = await till.run(till.payments.queryRefunds({ outTradeNo: newNumber() }));
    expect(refund).toMatchObject({ result: 'succeeded' });
  });
});
