import { merchant, type ReceivedCall, type ScriptedResponse, startScriptedService } from '@cloudpay/test-kit';
import { expect, test } from 'vitest';
import { paymentsAt } from './helpers/payments.ts';

/** Answers as before a key is known, without a code; payments are paid. */
const service = (mapping: object) =>
  startScriptedService(({ endpoint, content }: ReceivedCall): ScriptedResponse => {
    if (endpoint === 'query_identity_mapping') return { key: endpoint, payload: mapping, code: 'none' };
    const { pay_mch_key, pay_content } = content as {
      pay_mch_key: object;
      pay_content: { out_trade_no: string; total_fee: number };
    };
    const { out_trade_no, total_fee } = pay_content;
    const order_content = { out_trade_no, total_fee, alipay_order_content_ext: { current_trade_state: 2 } };
    return { key: endpoint, payload: { pay_mch_key, order_content } };
  });

const order = { outTradeNo: 'sz010002cz1', authorCode: '881234567890123456', totalFee: 1, body: '咖啡' };

test('returns the prefixes of the codes of each platform', async () => {
  await using cloudPay = await service({
    out_mch_id: merchant.outMchId,
    out_sub_mch_id: merchant.outSubMchId,
    wx_author_codes: ['10', 11],
    ali_author_codes: ['28'],
  });
  await using payments = paymentsAt([cloudPay.url]);
  expect(await payments.authorCodePrefixes()).toEqual({ wechatPay: ['10', '11'], alipay: ['28'] });
  const { outMchId: out_mch_id, outSubMchId: out_sub_mch_id, outShopId: out_shop_id } = merchant;
  const content = { out: { out_mch_id, out_sub_mch_id, out_shop_id }, nonce_str: expect.any(String) };
  expect(cloudPay.received).toEqual([{ endpoint: 'query_identity_mapping', content }]);
});

test('a prefix from the service is recognised by the next micro pay', async () => {
  await using cloudPay = await service({ ali_author_codes: ['88', '13'] });
  await using payments = paymentsAt([cloudPay.url]);
  await expect(payments.microPay({ ...order })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'authorCode' });
  await payments.authorCodePrefixes();
  const payment = await payments.microPay({ ...order, outTradeNo: 'sz010002cz2' });
  expect(await payment.result()).toMatchObject({ result: 'paid' });
  // It takes precedence over the usual prefixes; where none fits, those still count.
  const taken = await payments.microPay({ ...order, outTradeNo: 'sz010002cz3', authorCode: '134520273825387649' });
  const usual = await payments.microPay({ ...order, outTradeNo: 'sz010002cz4', authorCode: '284520273825387649' });
  expect([payment.payPlatform, taken.payPlatform, usual.payPlatform]).toEqual([2, 2, 2]);
  await Promise.all([taken.result(), usual.result()]);
});

test('a service that returns none leaves the usual ones', async () => {
  await using cloudPay = await service({});
  await using payments = paymentsAt([cloudPay.url]);
  expect(await payments.authorCodePrefixes()).toEqual({ wechatPay: [], alipay: [] });
  await expect(payments.microPay(order)).rejects.toMatchObject({ field: 'authorCode' });
});

test('an empty prefix, which every code begins with, is passed over', async () => {
  await using cloudPay = await service({ wx_author_codes: ['', ' ', 'x1', '10'] });
  await using payments = paymentsAt([cloudPay.url]);
  expect(await payments.authorCodePrefixes()).toEqual({ wechatPay: ['10'], alipay: [] });
});

test.each(['out_mch_id', 'out_sub_mch_id', 'out_shop_id'])(
  'a response whose %s is another is refused, and the prefixes that were known stay',
  async (name) => {
    const mapping: Record<string, unknown> = { ali_author_codes: ['88'] };
    await using cloudPay = await service(mapping);
    await using payments = paymentsAt([cloudPay.url]);
    await payments.authorCodePrefixes();
    Object.assign(mapping, { [name]: 'someone-else', ali_author_codes: ['77'], wx_author_codes: ['88'] });
    await expect(payments.authorCodePrefixes()).rejects.toMatchObject({ code: 'UNVERIFIED_RESPONSE' });
    const payment = await payments.microPay(order);
    expect(payment.payPlatform).toBe(2);
    await payment.result();
  },
);
