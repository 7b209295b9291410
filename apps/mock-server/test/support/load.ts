// Shops that pay and query as fast as they can, over kept connections.
import { Agent, request } from 'node:http';
import {
  customersCode,
  envelope,
  freshNumber,
  microPayContent,
  open,
  queryContent,
  queryRefundContent,
  type Reply,
  refundContent,
  refundStateIn,
  refundsIn,
  stateIn,
} from './client.ts';

/** What the shops have received, in fen. */
export interface Receipts {
  paid: number;
  refunded: number;
  payments: number;
  refunds: number;
  calls: number;
}

export class Shops {
  readonly receipts: Receipts = { paid: 0, refunded: 0, payments: 0, refunds: 0, calls: 0 };
  /** Order numbers, the latest last. */
  readonly orders: string[] = [];
  readonly #url: URL;
  readonly #connections: number;
  readonly #agent: Agent;

  constructor(url: string, connections: number) {
    this.#url = new URL(url);
    this.#connections = connections;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Pays and queries; every eighth payment is refunded in part. */
  trade(milliseconds: number): Promise<void> {
    return this.#repeat(milliseconds, (turn) => this.#tradeOnce(turn));
  }

  /** Only queries the existing payments. */
  query(milliseconds: number): Promise<void> {
    return this.#repeat(milliseconds, async (turn) => {
      const outTradeNo = this.orders[(turn * 7) % this.orders.length] as string;
      expectStatus(await this.#call('query_order', queryContent(outTradeNo)));
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  async #repeat(milliseconds: number, once: (turn: number) => Promise<void>): Promise<void> {
    const end = performance.now() + milliseconds;
    let turn = 0;
    const one = async () => {
      while (performance.now() < end) await once(turn++);
    };
    await Promise.all(Array.from({ length: this.#connections }, one));
  }

  async #tradeOnce(turn: number): Promise<void> {
    const { receipts } = this;
    const totalFee = 1 + ((turn * 7919) % 100_000);
    const code = customersCode(turn % 2 === 0 ? 'wechat' : 'alipay', turn % 5 === 0 ? '0001' : '0000');
    const content = microPayContent(freshNumber(), code, { payContent: { total_fee: totalFee } });
    const outTradeNo = content.pay_content.out_trade_no;
    expectStatus(await this.#call('micro_pay', content));
    // The customer of scenario 0001 enters the password until the second query.
    let state: number | undefined;
    for (let n = 0; n < 2; n++)
      state = stateIn(expectStatus(await this.#call('query_order', queryContent(outTradeNo))), 'query_order');
    if (state !== 2) throw new Error(`${outTradeNo} is in state ${state}`);
    receipts.paid += totalFee;
    receipts.payments += 1;
    this.orders.push(outTradeNo);
    if (turn % 8 === 0) await this.#refund(outTradeNo, totalFee);
  }

  async #refund(outTradeNo: string, totalFee: number): Promise<void> {
    const refundFee = Math.ceil(totalFee / 3);
    const outRefundNo = freshNumber();
    const refund = refundContent(outTradeNo, outRefundNo, { total_fee: totalFee, refund_fee: refundFee });
    expectStatus(await this.#call('refund', refund));
    const query = () => this.#call('query_refund_order', queryRefundContent(outTradeNo, outRefundNo));
    expectStatus(await query());
    if (refundStateIn(refundsIn(expectStatus(await query()))[0]) !== 2) throw new Error(`${outRefundNo} has not succeeded`);
    this.receipts.refunded += refundFee;
    this.receipts.refunds += 1;
  }

  #call(endpoint: string, content: unknown): Promise<Pick<Reply, 'content' | 'authentic'>> {
    this.receipts.calls += 1;
    const body = envelope(content);
    const { hostname, port } = this.#url;
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          hostname,
          port,
          method: 'POST',
          path: `/cpay/${endpoint}`,
          agent: this.#agent,
          headers: { 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('end', () => resolve(open(text)));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

function expectStatus<T extends Pick<Reply, 'content' | 'authentic'>>(reply: T): T & Reply {
  if (reply.content.status !== 0 || reply.authentic !== true) throw new Error(`answered ${JSON.stringify(reply.content)}`);
  return reply as T & Reply;
}
