import { merchant, sealWithLogId } from '@cloudpay/test-kit';
import { CloudPayError, Payments, type PaymentsOptions } from '../../../src/index.ts';
import { orderClient, payMchKey } from './wire.ts';

/** A Cloud Pay service in this process, with the orders and refunds that it reports. */
export class Service {
  /** `order_content` by number. */
  readonly orders = new Map<string, object>();
  /** `refund_order_content` by refund number. */
  readonly refunds = new Map<string, object>();
  isDown = false;
  /** The endpoints that were called. */
  readonly calls: string[] = [];
  closed = false;

  async post({ url, body }: { url: string; body: string }): Promise<string> {
    const endpoint = url.split('/').at(-1) as string;
    this.calls.push(endpoint);
    if (this.isDown) throw new CloudPayError('down', { code: 'NOT_CONNECTED', outcome: 'failed' });
    const content = JSON.parse(JSON.parse(body).request_content);
    return sealWithLogId(endpoint === 'query_order' ? this.#order(content) : this.#refund(content));
  }

  close(): void {
    this.closed = true;
  }

  #order({ out_trade_no }: { out_trade_no: string }): object {
    const order = this.orders.get(out_trade_no);
    if (order === undefined) return { status: 104, internal_status: 400, description: '订单不存在' };
    return { status: 0, query_order: { pay_mch_key: payMchKey, order_content: order, order_client: orderClient } };
  }

  #refund({ out_trade_no, out_refund_no }: { out_trade_no: string; out_refund_no?: string }): object {
    const all = [...this.refunds].filter(([number, content]) => {
      const isOfOrder = (content as { out_trade_no: string }).out_trade_no === out_trade_no;
      return isOfOrder && (out_refund_no === undefined || number === out_refund_no);
    });
    if (all.length === 0) return { status: 104, internal_status: 426, description: '没有退款' };
    return { status: 0, query_refund_order: { pay_mch_key: payMchKey, refund_order_content: all.map(([, refund]) => refund) } };
  }
}

/** A clock that a test moves. A sleep on it does not wait. */
export class TestClock {
  elapsed = 0;

  now(): number {
    return 1_700_000_000_000 + this.elapsed;
  }

  monotonic(): number {
    return this.elapsed;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.elapsed += ms;
  }
}

/** A client of a service in this process. */
export function paymentsOf(service: Service, options: Partial<PaymentsOptions> = {}): Payments {
  return new Payments({
    ...merchant,
    baseUrls: ['https://pay.example'],
    transport: service,
    clock: new TestClock(),
    ...options,
  });
}
