import type { MockServer } from '@cloudpay/mock-server';

/** The terminal that a payment request named: the response to it names none. */
export function terminalSent(server: MockServer, outTradeNo: string | undefined): unknown {
  const requests = server.exchanges({ endpoint: 'micro_pay' }).map(({ request }) => request.content ?? {});
  return requests.find(({ pay_content }) => (pay_content as { out_trade_no?: string }).out_trade_no === outTradeNo)
    ?.order_client;
}
