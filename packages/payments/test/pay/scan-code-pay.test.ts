import { describe, expect, test } from 'vitest';
import { type PaymentProgress, PayPlatform } from '../../src/index.ts';
import { newNumber } from '../helpers/merchant.ts';
import { resumeAll } from '../helpers/resumed.ts';
import { openTill } from '../helpers/sandbox-till.ts';
import { noSuchOrder, type ScriptedCall, scriptedTill, tell } from '../helpers/scripted.ts';

const tea = (payPlatform: PayPlatform = PayPlatform.WechatPay) => ({
  outTradeNo: newNumber(),
  payPlatform,
  totalFee: 1999,
  body: '茶',
});
const urls = { [PayPlatform.WechatPay]: /^weixin:\/\//, [PayPlatform.Alipay]: /^https:\/\/qr\.alipay\.com\// } as Record<
  number,
  RegExp
>;

describe.each([
  ['WeChat Pay', PayPlatform.WechatPay],
  ['Alipay', PayPlatform.Alipay],
] as const)('a scan-code payment by %s', (_, platform) => {
  test('shows its code, and is paid when the customer has scanned it', async () => {
    await using till = await openTill();
    const request = tea(platform);
    const payment = await till.payments.scanCodePay(request);
    expect(payment).toMatchObject({ outTradeNo: request.outTradeNo, payPlatform: platform });
    const codeUrl = await payment.codeUrl();
    expect(codeUrl).toMatch(urls[platform] as RegExp);
    till.sandbox.payOrder(request.outTradeNo);
    expect(await payment.result()).toMatchObject({ result: 'paid', order: { totalFee: 1999, payPlatform: platform } });
    expect(till.sandbox.state().orders).toMatchObject([{ tradeType: 2, paid: true, charges: 1 }]);
    // The code is returned late, too.
    expect(await payment.codeUrl()).toBe(codeUrl);
  });

  test('is closed when the customer gives up', async () => {
    await using till = await openTill();
    const request = tea(platform);
    const payment = await till.payments.scanCodePay(request);
    await payment.codeUrl();
    till.sandbox.declineOrder(request.outTradeNo);
    expect(await payment.result()).toMatchObject({ result: 'closed' });
    expect(till.sandbox.state().orders).toMatchObject([{ paid: false, charges: 0 }]);
  });

  test('that nobody pays is awaitingPayment at the end of the wait, and stays in the journal', async () => {
    await using till = await openTill({ scanCodePayQueryOrderCount: 5 });
    const request = tea(platform);
    const payment = await till.payments.scanCodePay(request);
    const steps: PaymentProgress['type'][] = [];
    for await (const step of payment) steps.push(step.type);
    expect(steps).toEqual(['sending', 'awaitingPayment', 'settled']);
    expect(await payment.result()).toMatchObject({
      result: 'awaitingPayment',
      codeUrl: expect.stringMatching(urls[platform] as RegExp),
    });
    // One more confirms the code (rule 10).
    expect(till.calls('query_order')).toBe(6);
    till.sandbox.payOrder(request.outTradeNo);
    const resumed = await resumeAll(till.payments);
    expect(resumed).toMatchObject([{ kind: 'order', outTradeNo: request.outTradeNo, outcome: { result: 'paid' } }]);
  });

  test('whose response was lost asks, and repeats its request: the order may be another’s', async () => {
    await using till = await openTill();
    till.sandbox.injectFault({ endpoint: 'scan_code_pay', fault: 'drop_after' });
    const payment = await till.payments.scanCodePay(tea(platform));
    expect(await payment.codeUrl()).toMatch(urls[platform] as RegExp);
    expect(till.calls('scan_code_pay')).toBe(2);
    expect(till.sandbox.state().orders).toHaveLength(1);
  });

  test('that never arrived is sent again', async () => {
    await using till = await openTill();
    till.sandbox.injectFault({ endpoint: 'scan_code_pay', fault: 'drop_before' });
    const payment = await till.payments.scanCodePay(tea(platform));
    expect(await payment.codeUrl()).toMatch(urls[platform] as RegExp);
    expect(till.calls('scan_code_pay')).toBe(2);
  });
});

test('a refusal ends without a code', async () => {
  const till = scriptedTill((call) =>
    call.endpoint === 'query_order' ? noSuchOrder : { status: 104, description: '余额不足' },
  );
  const payment = await till.run(till.payments.scanCodePay(tea()));
  expect(await till.run(payment.codeUrl())).toBeUndefined();
  expect(await payment.result()).toMatchObject({ result: 'failed', error: { status: 104 } });
});

test('the code belongs to the number alone: one that another till used is a conflict', async () => {
  await using till = await openTill();
  const request = tea();
  await (await till.another({ deviceId: '825' }).scanCodePay(request)).codeUrl();
  const payment = await till.payments.scanCodePay({ ...request, totalFee: 1 });
  expect(await payment.result()).toMatchObject({ result: 'reentryConflict' });
});

test('a response without a code is made up for by the next question', async () => {
  const script = (call: ScriptedCall) => {
    if (call.endpoint === 'scan_code_pay') return { status: 0, scan_code_pay: {} };
    return tell(call, 6, { code_url: 'weixin://1', trade_type: 2 });
  };
  const till = scriptedTill(script);
  const payment = await till.run(till.payments.scanCodePay(tea()));
  expect(await till.run(payment.codeUrl())).toBe('weixin://1');
  await till.payments.close();
});

test('the content that leaves is that of the request, each time the same', async () => {
  const till = scriptedTill((call) => {
    if (call.endpoint === 'query_order') return noSuchOrder;
    return call.count < 3 ? 'CONNECTION_LOST' : { status: 104, description: 'no' };
  });
  const request = {
    ...tea(),
    productId: 'p1',
    attach: 'a',
    goodsTag: 'g',
    callerNotifyUrl: 'https://pay.example.com/callback',
    detail: { receiptId: 'r', goodsDetail: [{ quantity: 2, price: 5 }] },
  };
  const payment = await till.run(till.payments.scanCodePay(request));
  await till.run(payment.result());
  const [first, ...repeats] = till.service.of('scan_code_pay').map(({ content }) => content);
  expect(first).toMatchObject({
    pay_mch_key: { pay_platform: 1, out_sub_mch_id: 'sz01KzuCUOmw8yjtPite' },
    pay_content: {
      out_trade_no: request.outTradeNo,
      total_fee: 1999,
      fee_type: 'CNY',
      body: '茶',
      caller_notify_url: 'https://pay.example.com/callback',
      detail: '{"receipt_id":"r","goods_detail":[{"quantity":2,"price":5}]}',
      wxpay_pay_content_ext: { attach: 'a', goods_tag: 'g', product_id: 'p1' },
    },
    order_client: { device_id: '824', machine_no: 'till-1' },
  });
  expect(repeats).toHaveLength(2);
  for (const repeat of repeats) {
    expect({ ...repeat, nonce_str: '' }).toEqual({ ...first, nonce_str: '' });
    expect(repeat.nonce_str).not.toBe(first?.nonce_str);
  }
});
