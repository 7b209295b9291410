import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MockServer, startMockServer } from '../src/index.ts';
import {
  call,
  customersCode,
  endContent,
  freshNumber,
  microPay,
  orderClient,
  type Platform,
  queryOrder,
  refundContent,
  stateIn,
} from './support/client.ts';

let server: MockServer;
beforeAll(async () => {
  server = await startMockServer();
});
afterAll(() => server.close());

async function paidOrder(platform: Platform, scenario: string) {
  const outTradeNo = freshNumber();
  await microPay(server.url, outTradeNo, customersCode(platform, scenario));
  return outTradeNo;
}

const reverse = (outTradeNo: string, changes = {}) => call(server.url, 'reverse', endContent(outTradeNo, changes));
const recorded = (outTradeNo: string) => server.state().orders.find((order) => order.outTradeNo === outTradeNo);

describe.each<[Platform, reversed: number]>([
  ['wechat', 8],
  ['alipay', 5],
  ['card', 5],
])('reverse with a %s order', (platform, reversed) => {
  it.each([
    ['0000', true],
    ['0001', false],
    ['0003', false],
    ['0010', false],
    ['0014', false],
  ])('cancels scenario %s (paid: %s), once', async (scenario, paid) => {
    const outTradeNo = await paidOrder(platform, scenario);
    for (let n = 0; n < 2; n++) {
      const reply = await reverse(outTradeNo);
      expect(reply).toMatchObject({ authentic: true, content: { status: 0, reverse: { nonce_str: expect.any(String) } } });
      expect(recorded(outTradeNo)).toMatchObject({
        currentTradeState: reversed,
        paid,
        charges: paid ? 1 : 0,
        refundedFee: paid ? 2 : 0,
      });
    }
    for (let n = 0; n < 3; n++) expect(stateIn(await queryOrder(server.url, outTradeNo), 'query_order')).toBe(reversed);
  });
});

describe('reverse', () => {
  it.each([
    ['device', { device_id: '825' }],
    ['machine', { machine_no: 'other' }],
    ['machine left out', { machine_no: undefined }],
  ])('is refused from another terminal (%s)', async (_what, change) => {
    const outTradeNo = await paidOrder('wechat', '0000');
    const reply = await reverse(outTradeNo, { order_client: { ...orderClient, ...change } });
    expect(reply).toMatchObject({ authentic: true, content: { status: 104 } });
    expect([400, 407]).not.toContain(reply.content.internal_status);
    expect(recorded(outTradeNo)).toMatchObject({ currentTradeState: 2, refundedFee: 0 });
  });

  it('is refused once a refund is in progress', async () => {
    const outTradeNo = await paidOrder('wechat', '0000');
    await call(server.url, 'refund', refundContent(outTradeNo, freshNumber()));
    expect((await reverse(outTradeNo)).content.status).toBe(104);
    expect(recorded(outTradeNo)?.refundedFee).toBe(0);
  });

  it('leaves nothing to refund', async () => {
    const outTradeNo = await paidOrder('wechat', '0000');
    await reverse(outTradeNo);
    expect((await call(server.url, 'refund', refundContent(outTradeNo, freshNumber()))).content.status).toBe(104);
  });

  it('answers an unknown order with 104, internal status 400', async () => {
    const reply = await reverse(freshNumber());
    expect(reply).toMatchObject({ authentic: true, content: { status: 104, internal_status: 400 } });
  });
});
