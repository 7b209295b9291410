// Two days of trade, for the tests of reports.
import { type MockServer, startMockServer } from '../../src/index.ts';
import {
  call,
  customersCode,
  endContent,
  freshNumber,
  microPayContent,
  type Platform,
  queryRefundContent,
  refundContent,
  scanCodeContent,
} from './client.ts';

/** 2019-09-18 20:34:37 in Beijing, a Wednesday. */
export const start = 1_568_810_077;
export const day = 86_400;
export const outSubMchId = 'sz01KzuCUOmw8yjtPite';
export const outShopId = 'sz011biKxOguirmBqiFR';

export interface TwoDays {
  readonly server: MockServer;
  /** The letter of an order, by its number. */
  nameOf(outTradeNo: unknown): string | undefined;
}

/**
 * Wednesday: a (WeChat, 100 fen, staff 1206), b (Alipay, 200, staff 1192, half of it refunded), c (WeChat, 300, never paid),
 * d (card, 400, reversed), e (WeChat scan code, 500). Thursday: f (Alipay, 600), g (WeChat, 700, a refund on its way).
 */
export async function twoDays(): Promise<TwoDays> {
  const server = await startMockServer({ now: () => start * 1000 });
  const numbers: Record<string, string> = {};
  const pay = async (name: string, platform: Platform, scenario: string, totalFee: number, staffId = '1206') => {
    const content = microPayContent(freshNumber(), customersCode(platform, scenario), {
      payContent: { total_fee: totalFee },
      orderClient: { staff_id: staffId },
    });
    numbers[name] = content.pay_content.out_trade_no;
    await call(server.url, 'micro_pay', content);
    server.advanceClock(10);
  };
  const refund = async (name: string, totalFee: number, refundFee: number, queries: number) => {
    const outTradeNo = numbers[name] as string;
    const change = { total_fee: totalFee, refund_fee: refundFee };
    await call(server.url, 'refund', refundContent(outTradeNo, freshNumber(), change));
    for (let n = 0; n < queries; n++) await call(server.url, 'query_refund_order', queryRefundContent(outTradeNo));
    server.advanceClock(10);
  };
  await pay('a', 'wechat', '0000', 100);
  await pay('b', 'alipay', '0000', 200, '1192');
  await refund('b', 200, 100, 2);
  await pay('c', 'wechat', '0003', 300);
  await pay('d', 'card', '0000', 400);
  await call(server.url, 'reverse', endContent(numbers.d as string));
  numbers.e = freshNumber();
  await call(server.url, 'scan_code_pay', scanCodeContent(numbers.e, 1, { total_fee: 500 }));
  server.payOrder(numbers.e);
  server.advanceClock(day);
  await pay('f', 'alipay', '0000', 600);
  await pay('g', 'wechat', '0000', 700);
  await refund('g', 700, 50, 1);
  return { server, nameOf: (outTradeNo) => Object.entries(numbers).find(([, number]) => number === outTradeNo)?.[0] };
}
