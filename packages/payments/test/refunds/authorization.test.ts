import { expect, test } from 'vitest';
import type { RefundAuthorization } from '../../src/index.ts';
import { openTill, type SandboxTill } from '../helpers/sandbox-till.ts';
import { rejectionOf } from '../helpers/thrown.ts';

const outTradeNo = 'sz010002cz-authorized';

async function paidTill(): Promise<SandboxTill> {
  const till = await openTill();
  const payment = await till.payments.microPay({ outTradeNo, authorCode: '134520273825380000', totalFee: 100, body: '茶' });
  expect(await payment.result()).toMatchObject({ result: 'paid' });
  return till;
}

const refundBy = async ({ payments }: SandboxTill, authorization: RefundAuthorization) =>
  (await payments.refund({ outTradeNo, refundFee: 1 }, { authorization })).result();

test.each<RefundAuthorization>([{ staffId: '1206', name: '店长' }, { isSubMchAdmin: true }])(
  'who may permit a refund does: %j',
  async (authorization) => {
    await using till = await paidTill();
    expect(await refundBy(till, authorization)).toMatchObject({ result: 'succeeded' });
  },
);

test.each<RefundAuthorization>([{ staffId: '1192' }, { staffId: '9999', isSubMchAdmin: false }])(
  'who may not is refused by the service: %j',
  async (authorization) => {
    await using till = await paidTill();
    expect(await refundBy(till, authorization)).toMatchObject({ result: 'failed', error: { internalStatus: 9103 } });
    expect(till.sandbox.state().refunds).toEqual([]);
  },
);

test.each<[string, RefundAuthorization]>([
  ['authorization', {}],
  ['authorization', { name: '店长' }],
  ['authorizationStaffId', { staffId: 'x'.repeat(65) }],
  ['authorizationName', { staffId: '1206', name: '名'.repeat(33) }],
])('a wrong %s is refused before anything is sent: %j', async (field, authorization) => {
  await using till = await paidTill();
  expect(await rejectionOf(refundBy(till, authorization))).toMatchObject({ code: 'INVALID_ARGUMENT', field });
  expect(till.calls('refund')).toBe(0);
});
