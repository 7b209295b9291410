import { createHmac } from 'node:crypto';
import { between, chance, pick, type Random } from './random.ts';
import type { SimulatedTime } from './time.ts';

/** What the customer of an order will do. */
type Plan = 'paysAtOnce' | 'paysLater' | 'stopsLater' | 'neverActs' | 'cannotPay' | 'error';

export interface SimulatedOrder {
  readonly outTradeNo: string;
  readonly content: string;
  readonly totalFee: number;
  readonly platform: number;
  readonly tradeType: number;
  readonly deviceId: string;
  readonly machineNo: string;
  readonly body: string;
  state: 'paying' | 'paid' | 'stopped' | 'error' | 'reversed' | 'closed';
  charges: number;
  readonly refunds: Map<string, { fee: number; state: 'processing' | 'succeeded' | 'failed'; queries: number }>;
}

/** What a Cloud Pay tells by itself. */
export interface ServiceNews {
  paid(order: SimulatedOrder): void;
  refunded(order: SimulatedOrder, outRefundNo: string, refundFee: number): void;
}

type Json = Record<string, unknown>;

/** WeChat Pay and Alipay numbers of each state; Alipay has one for several. */
const states = {
  paying: [9, 4],
  paid: [2, 2],
  stopped: [5, 5],
  error: [10, 7],
  reversed: [8, 5],
  closed: [7, 5],
} as const;

/** A Cloud Pay with a mind of its own, written from the protocol alone. It is the truth that outcomes are held against. */
export class SimulatedService {
  static readonly key = 'simulated-key';
  readonly orders = new Map<string, SimulatedOrder>();
  /** What must never happen, as it happened. */
  readonly violations: string[] = [];
  news: ServiceNews | undefined;
  /** Numbers whose re-entry was answered: nothing may touch them. */
  readonly #conflicts = new Set<string>();
  readonly #refused = new Set<string>();
  readonly #time: SimulatedTime;
  readonly #random: Random;

  constructor(time: SimulatedTime, random: Random) {
    this.#time = time;
    this.#random = random;
  }

  /** A request that is authentic, for what tills elsewhere send. */
  static request(content: Json): string {
    const text = JSON.stringify(content);
    return JSON.stringify({ request_content: text, authen_info: { a: { authen_type: 1, authen_code: code(text) } } });
  }

  /** Answers a request as it arrives. */
  handle(endpoint: string, body: string): string {
    if (endpoint === 'ping') {
      return JSON.stringify({ status: 0, description: 'ok', timestamp: Math.floor(1_700_000_000 + this.#time.elapsed / 1000) });
    }
    const { request_content: text, authen_info: info } = JSON.parse(body) as {
      request_content: string;
      authen_info?: { a?: Json };
    };
    if (info?.a?.authen_code !== code(text))
      return seal({ status: 101, description: 'authen_code', internal_status: 7 }, false);
    return seal(this.#act(endpoint, JSON.parse(text) as Json), true);
  }

  #act(endpoint: string, request: Json): Json {
    switch (endpoint) {
      case 'micro_pay':
        return this.#pay(request, 1);
      case 'scan_code_pay':
        return this.#pay(request, 2);
      case 'query_order':
        return this.#withOrder(request, (order) => ok('query_order', describe(order)));
      case 'reverse':
        return this.#withOrder(request, (order) => this.#cancel(order, 'reverse'));
      case 'close_order':
        return this.#withOrder(request, (order) => this.#cancel(order, 'close_order'));
      case 'refund':
        return this.#refund(request.refund_content as Json);
      case 'query_refund_order':
        return this.#queryRefunds(request);
      default:
        throw new Error(`no endpoint ${endpoint}`);
    }
  }

  #pay(request: Json, tradeType: number): Json {
    const pay = request.pay_content as Json;
    const client = request.order_client as Json;
    const { pay_platform: platform } = request.pay_mch_key as { pay_platform: number };
    const outTradeNo = pay.out_trade_no as string;
    const content = JSON.stringify([request.pay_mch_key, pay]);
    const known = this.orders.get(outTradeNo);
    if (known !== undefined) {
      if (known.content === content) return this.#accepted(known);
      this.#conflicts.add(outTradeNo);
      return { status: 104, description: 're-entry', internal_status: 407 };
    }
    const plan = pick<Plan>(this.#random, [
      'paysAtOnce',
      'paysAtOnce',
      'paysLater',
      'paysLater',
      'stopsLater',
      'neverActs',
      'cannotPay',
      'error',
    ]);
    // A refusal stands: the number is used up, and a copy of the request that arrives later is refused like the first.
    if ((plan === 'cannotPay' && tradeType === 1) || this.#refused.has(outTradeNo)) {
      this.#refused.add(outTradeNo);
      return { status: 104, description: 'balance too low', internal_status: 1 };
    }
    const order: SimulatedOrder = {
      outTradeNo,
      content,
      totalFee: pay.total_fee as number,
      platform,
      tradeType,
      deviceId: client.device_id as string,
      machineNo: client.machine_no as string,
      body: pay.body as string,
      state: plan === 'error' && tradeType === 1 ? 'error' : 'paying',
      charges: 0,
      refunds: new Map(),
    };
    this.orders.set(outTradeNo, order);
    if (plan === 'paysAtOnce' && tradeType === 1) this.charge(order);
    if (plan.startsWith('pays')) this.#time.after(between(this.#random, 500, 40_000), () => this.charge(order));
    if (plan === 'stopsLater') this.#time.after(between(this.#random, 500, 40_000), () => this.#stop(order));
    return this.#accepted(order);
  }

  charge(order: SimulatedOrder): void {
    if (order.state !== 'paying') return;
    order.state = 'paid';
    order.charges += 1;
    this.news?.paid(order);
  }

  #stop(order: SimulatedOrder): void {
    if (order.state === 'paying') order.state = order.tradeType === 1 ? 'stopped' : 'closed';
  }

  #accepted(order: SimulatedOrder): Json {
    if (order.tradeType === 1) return ok('micro_pay', describe(order));
    return ok('scan_code_pay', { code_url: 'weixin://wxpay/bizpayurl?pr=simulated' });
  }

  #cancel(order: SimulatedOrder, endpoint: string): Json {
    if (this.#conflicts.has(order.outTradeNo))
      this.violations.push(`${endpoint} of ${order.outTradeNo} after a re-entry conflict`);
    if (endpoint === 'close_order' && order.state === 'paid')
      return { status: 104, description: 'already paid', internal_status: 2 };
    if (order.state === 'paying' || order.state === 'paid') order.state = endpoint === 'reverse' ? 'reversed' : 'closed';
    return ok(endpoint, {});
  }

  #refund(refund: Json): Json {
    const order = this.orders.get(refund.out_trade_no as string);
    if (order === undefined) return { status: 104, description: 'no such order', internal_status: 400 };
    const number = refund.out_refund_no as string;
    if (!order.refunds.has(number)) {
      if (order.state !== 'paid') return { status: 104, description: 'not paid', internal_status: 3 };
      // It does not check the sum: the SDK must.
      order.refunds.set(number, {
        fee: refund.refund_fee as number,
        state: chance(this.#random, 15) ? 'failed' : 'processing',
        queries: 0,
      });
      this.#checkRefunds(order);
    }
    return ok('refund', { refund_order_content: describeRefund(order, number) });
  }

  #checkRefunds(order: SimulatedOrder): void {
    const sum = [...order.refunds.values()].reduce((total, { fee, state }) => total + (state === 'failed' ? 0 : fee), 0);
    if (sum > order.totalFee) this.violations.push(`${order.outTradeNo}: ${sum} of ${order.totalFee} refunded`);
  }

  #queryRefunds(request: Json): Json {
    return this.#withOrder(request, (order) => {
      const wanted = request.out_refund_no as string | undefined;
      const numbers = [...order.refunds.keys()].filter((number) => wanted === undefined || number === wanted);
      if (numbers.length === 0) return { status: 104, description: 'no refund', internal_status: 426 };
      for (const number of numbers) {
        const refund = order.refunds.get(number);
        if (refund?.state !== 'processing' || ++refund.queries < 2) continue;
        refund.state = 'succeeded';
        this.news?.refunded(order, number, refund.fee);
      }
      return ok('query_refund_order', {
        pay_mch_key: { pay_platform: order.platform },
        refund_order_content: numbers.map((number) => describeRefund(order, number)),
      });
    });
  }

  #withOrder(request: Json, act: (order: SimulatedOrder) => Json): Json {
    const order = this.orders.get(request.out_trade_no as string);
    return order === undefined ? { status: 104, description: 'no such order', internal_status: 400 } : act(order);
  }
}

function describe(order: SimulatedOrder): Json {
  const [wechat, alipay] = states[order.state];
  const hasRefund = [...order.refunds.values()].some(({ state }) => state === 'succeeded');
  const state =
    order.platform === 1
      ? { wxpay_order_content_ext: { current_trade_state: hasRefund && order.state === 'paid' ? 4 : wechat } }
      : { alipay_order_content_ext: { current_trade_state: alipay } };
  const { outTradeNo, totalFee, tradeType, body, deviceId, machineNo } = order;
  return {
    pay_mch_key: { pay_platform: order.platform },
    order_content: { out_trade_no: outTradeNo, trade_type: tradeType, total_fee: totalFee, body, ...state },
    order_client: { device_id: deviceId, machine_no: machineNo },
  };
}

function describeRefund(order: SimulatedOrder, number: string): Json {
  const refund = order.refunds.get(number);
  const state = { processing: 4, succeeded: 2, failed: 3 }[refund?.state ?? 'processing'];
  const extension =
    order.platform === 1
      ? { wxpay_refund_order_content_ext: { state } }
      : { alipay_refund_order_content_ext: { refund_status: state } };
  return { out_trade_no: order.outTradeNo, out_refund_no: number, refund_fee: refund?.fee, ...extension };
}

function ok(endpoint: string, payload: Json): Json {
  return { status: 0, description: 'ok', internal_status: 0, [endpoint]: payload };
}

function seal(content: Json, isAuthenticated: boolean): string {
  const text = JSON.stringify({ log_id: 4_000_000_000, ...content });
  return JSON.stringify({
    response_content: text,
    ...(isAuthenticated && { authen_info: { a: { authen_type: 1, authen_code: code(text) } } }),
  });
}

function code(text: string): string {
  return createHmac('sha256', SimulatedService.key).update(text).digest('hex').toUpperCase();
}
