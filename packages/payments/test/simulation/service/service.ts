import type { Hardships } from '../hardships.ts';
import { epoch } from '../machine-clock.ts';
import { between, chance, pick, type Random } from '../random.ts';
import type { SimulatedTime } from '../simulated-time.ts';
import { Describer } from './describe.ts';
import { type Json, openRequest, sealResponse } from './envelope.ts';
import { type OrderFacts, SimulatedOrder, type SimulatedRefund, type State, type View } from './order.ts';

/** What the customer of an order will do. */
type Plan = 'paysAtOnce' | 'paysLater' | 'stopsLater' | 'neverActs' | 'cannotPay' | 'error' | 'void';

const plans: readonly Plan[] = [
  'paysAtOnce',
  'paysAtOnce',
  'paysAtOnce',
  'paysLater',
  'paysLater',
  'stopsLater',
  'neverActs',
  'cannotPay',
  'error',
  'void',
];

/** What a Cloud Pay tells by itself. */
export interface ServiceNews {
  paid(order: SimulatedOrder): void;
  refunded(order: SimulatedOrder, outRefundNo: string, refundFee: number): void;
}

/** A host, as the service sees it. */
export interface Replica {
  /** By how much it is behind, in milliseconds. */
  readonly lag: number;
  /** By how much its clock is off, in milliseconds. */
  readonly clock: number;
}

const inTime: Replica = { lag: 0, clock: 0 };

/** A Cloud Pay with a mind of its own, written from the protocol alone. It is the truth that outcomes are held against. */
export class SimulatedService {
  readonly orders = new Map<string, SimulatedOrder>();
  /** By number, of all orders. */
  readonly refunds = new Map<string, SimulatedRefund>();
  /** What must never happen, as it happened. */
  readonly violations: string[] = [];
  readonly describer: Describer;
  news: ServiceNews | undefined;
  /** The plans of the customers to come; a world may name them. */
  plans = plans;
  /** Numbers whose re-entry was answered: nothing may touch them. */
  readonly #conflicts = new Set<string>();
  readonly #refused = new Set<string>();
  readonly #time: SimulatedTime;
  readonly #random: Random;
  readonly #hardships: Hardships;
  #responses = 0;

  constructor(time: SimulatedTime, random: Random, hardships: Hardships) {
    this.#time = time;
    this.#random = random;
    this.#hardships = hardships;
    this.describer = new Describer(random, hardships);
  }

  /** Answers a request as it arrives. */
  handle(endpoint: string, body: string, replica: Replica = inTime): string {
    const request = openRequest(body);
    if (request === undefined) return this.#seal({ status: 101, description: 'authen_code', internal_status: 7 }, false);
    return this.#seal(this.#act(endpoint, request, replica), true);
  }

  /** A refusal of a host that cannot check anything. */
  refuseWithoutCode(): string {
    return this.#seal({ status: 101, description: 'no such merchant', internal_status: 7 }, false);
  }

  /** The service is busy: nothing happened, or it does not say. */
  busy(status: 3 | 103): string {
    return this.#seal({ status, description: 'busy', internal_status: 0 }, status === 103);
  }

  ping(replica: Replica): string {
    const time =
      this.#hardships.pingLies && chance(this.#random, 60)
        ? between(this.#random, -1_000_000_000, 1_000_000_000)
        : replica.clock;
    const timestamp = Math.floor((epoch + this.#time.elapsed + time) / 1_000);
    return JSON.stringify({ status: 0, description: 'ok', timestamp });
  }

  /** An order that was made before: by somebody else under a number of ours, or by one of our tills that has another journal. */
  plant(facts: Omit<OrderFacts, 'isStrangers' | 'content'>, state: State, isStrangers = true): SimulatedOrder {
    const order = new SimulatedOrder({ ...facts, isStrangers, content: 'an earlier one' }, state);
    if (state === 'paid') order.charges = 1;
    this.orders.set(facts.outTradeNo, order);
    return order;
  }

  /** A refund that somebody else made under a number of ours. */
  plantRefund(order: SimulatedOrder, outRefundNo: string, fee: number): void {
    const { outTradeNo } = order.facts;
    this.#makeRefund(order, {
      outRefundNo,
      outTradeNo,
      fee,
      content: 'a stranger’s',
      isStrangers: true,
      state: 'succeeded',
      queries: 0,
    });
  }

  charge(order: SimulatedOrder): void {
    if (order.state !== 'paying' && order.state !== 'initial') return;
    order.charges += 1;
    order.change(this.#time.elapsed, 'paid');
    this.news?.paid(order);
  }

  #act(endpoint: string, request: Json, replica: Replica): Json {
    switch (endpoint) {
      case 'micro_pay':
        return this.#pay(request, 1, replica);
      case 'scan_code_pay':
        return this.#pay(request, 2, replica);
      case 'query_order':
        return this.#withView(request, replica, (order, view) => ok('query_order', this.#describe(order, view, replica)));
      case 'reverse':
      case 'close_order':
        return this.#cancel(request, endpoint);
      case 'refund':
        return this.#refund(request);
      case 'query_refund_order':
        return this.#queryRefunds(request, replica);
      case 'query_order_list_overview':
        return this.#overview(request, replica);
      default:
        return { status: 101, description: `no endpoint ${endpoint}`, internal_status: 1 };
    }
  }

  #pay(request: Json, tradeType: number, replica: Replica): Json {
    const { pay_content: pay, order_client: client, pay_mch_key: merchant } = request as Record<string, Json>;
    const outTradeNo = pay?.out_trade_no as string;
    const content = JSON.stringify([tradeType, merchant, pay]);
    const known = this.orders.get(outTradeNo);
    if (known !== undefined) return this.#repeated(known, content, replica);
    const plan = pick(this.#random, this.plans);
    // A copy of a refused request is refused like the first. Another request under the number may find more money.
    const nonce = request.nonce_str as string;
    if ((plan === 'cannotPay' && tradeType === 1) || this.#refused.has(nonce)) {
      this.#refused.add(nonce);
      return { status: 104, description: 'balance too low', internal_status: 1 };
    }
    const order = new SimulatedOrder(
      {
        outTradeNo,
        content,
        totalFee: pay?.total_fee as number,
        platform: merchant?.pay_platform as number,
        tradeType,
        deviceId: client?.device_id as string,
        machineNo: client?.machine_no as string,
        body: pay?.body as string,
        authorCode: pay?.author_code as string | undefined,
        codeUrl: tradeType === 2 ? `weixin://wxpay/bizpayurl?pr=${between(this.#random, 0, 10 ** 9)}` : undefined,
        isStrangers: false,
        createdAt: this.#time.elapsed,
      },
      tradeType === 1 && (plan === 'error' || plan === 'void') ? plan : pick(this.#random, ['paying', 'paying', 'initial']),
    );
    this.orders.set(outTradeNo, order);
    if (plan === 'paysAtOnce' && tradeType === 1) this.charge(order);
    if (plan.startsWith('pays')) this.#time.after(between(this.#random, 500, 40_000), () => this.charge(order));
    if (plan === 'stopsLater') this.#time.after(between(this.#random, 500, 40_000), () => this.#stop(order));
    return this.#accepted(order, replica);
  }

  #repeated(known: SimulatedOrder, content: string, replica: Replica): Json {
    if (known.facts.content === content) return this.#accepted(known, replica);
    const { reused } = this.#hardships;
    if (reused === 102) return { status: 102, description: 'the number is used', internal_status: 2 };
    this.#conflicts.add(known.facts.outTradeNo);
    return { status: 104, description: 're-entry', internal_status: 407 };
  }

  #stop(order: SimulatedOrder): void {
    if (order.state !== 'paying' && order.state !== 'initial') return;
    order.change(this.#time.elapsed, order.facts.tradeType === 1 ? 'stopped' : 'closed');
  }

  #accepted(order: SimulatedOrder, replica: Replica): Json {
    const { tradeType, codeUrl } = order.facts;
    if (tradeType === 2) return ok('scan_code_pay', { code_url: codeUrl, nonce_str: this.#nonce() });
    return ok('micro_pay', this.#describe(order, order.viewAt(this.#time.elapsed) as View, replica));
  }

  #cancel(request: Json, endpoint: 'reverse' | 'close_order'): Json {
    const outTradeNo = request.out_trade_no as string;
    const order = this.orders.get(outTradeNo);
    if (order === undefined) return noSuchOrder;
    const { facts, state } = order;
    if (this.#conflicts.has(outTradeNo)) this.violations.push(`${endpoint} of ${outTradeNo} after a re-entry conflict`);
    if (facts.isStrangers) this.violations.push(`${outTradeNo}: ${endpoint} of a stranger’s order`);
    const isClose = endpoint === 'close_order';
    if (isClose !== (facts.tradeType === 2)) return { status: 104, description: 'of another kind', internal_status: 4 };
    if (isClose && state === 'paid') return { status: 104, description: 'already paid', internal_status: 2 };
    const client = request.order_client as Json;
    if (!isClose && (client.device_id !== facts.deviceId || client.machine_no !== facts.machineNo)) {
      return { status: 104, description: 'another terminal took it', internal_status: 5 };
    }
    const nonce = request.nonce_str as string;
    if (this.#refused.has(nonce) || chance(this.#random, this.#hardships.refusesCancellation)) {
      this.#refused.add(nonce);
      return { status: 104, description: 'not now', internal_status: 6 };
    }
    if (state === 'paying' || state === 'paid' || state === 'initial')
      order.change(this.#time.elapsed, isClose ? 'closed' : 'reversed');
    return ok(endpoint, { nonce_str: this.#nonce() });
  }

  #refund(request: Json): Json {
    const refund = request.refund_content as Json;
    const outTradeNo = refund.out_trade_no as string;
    const outRefundNo = refund.out_refund_no as string;
    const order = this.orders.get(outTradeNo);
    if (order === undefined) return noSuchOrder;
    const content = JSON.stringify(refund);
    const known = this.refunds.get(outRefundNo);
    if (known !== undefined && known.content !== content && this.#hardships.refusesReusedRefunds)
      return { status: 104, description: 're-entry', internal_status: 407 };
    if (known === undefined) {
      if (order.facts.isStrangers) this.violations.push(`${outTradeNo}: refund of a stranger’s order`);
      if (order.state !== 'paid') return { status: 104, description: 'not paid', internal_status: 3 };
      // It does not check the sum: the SDK must.
      const state = chance(this.#random, 15) ? 'failed' : 'processing';
      const fee = refund.refund_fee as number;
      this.#makeRefund(order, { outRefundNo, outTradeNo, fee, content, isStrangers: false, state, queries: 0 });
    }
    const made = this.refunds.get(outRefundNo) as SimulatedRefund;
    const { platform } = order.facts;
    return ok('refund', {
      pay_mch_key: { pay_platform: platform },
      refund_order_content: this.describer.refund(made, made.state, platform, this.#nonce()),
    });
  }

  #makeRefund(order: SimulatedOrder, refund: SimulatedRefund): void {
    order.refunds.set(refund.outRefundNo, refund);
    this.refunds.set(refund.outRefundNo, refund);
    order.change(this.#time.elapsed);
    // What others give back at the same time nobody can foresee.
    if ([...order.refunds.values()].some(({ isStrangers }) => isStrangers)) return;
    const sum = [...order.refunds.values()].reduce((total, { fee, state }) => total + (state === 'failed' ? 0 : fee), 0);
    const { totalFee, outTradeNo } = order.facts;
    if (sum > totalFee) this.violations.push(`${outTradeNo}: ${sum} of ${totalFee} refunded`);
  }

  #queryRefunds(request: Json, replica: Replica): Json {
    return this.#withView(request, replica, (order, view) => {
      const wanted = request.out_refund_no as string | undefined;
      const found = view.refunds.filter(({ outRefundNo }) => wanted === undefined || outRefundNo === wanted);
      const others = wanted !== undefined && this.#hardships.listsAllRefunds ? view.refunds : [];
      if (found.length === 0 && others.length > 0) return this.#list(order, others);
      if (found.length === 0) return { status: 104, description: 'no refund', internal_status: 426 };
      for (const { outRefundNo } of found) this.#advance(order, outRefundNo);
      return this.#list(order, found);
    });
  }

  #list({ facts: { platform }, refunds }: SimulatedOrder, listed: View['refunds']): Json {
    return ok('query_refund_order', {
      pay_mch_key: { pay_platform: platform },
      refund_order_content: listed.map(({ outRefundNo, state }) =>
        this.describer.refund(refunds.get(outRefundNo) as SimulatedRefund, state, platform, this.#nonce()),
      ),
    });
  }

  /** A refund succeeds at its second query. */
  #advance(order: SimulatedOrder, outRefundNo: string): void {
    const refund = order.refunds.get(outRefundNo);
    if (refund?.state !== 'processing' || ++refund.queries < 2) return;
    refund.state = 'succeeded';
    order.change(this.#time.elapsed);
    this.news?.refunded(order, outRefundNo, refund.fee);
  }

  #overview(request: Json, replica: Replica): Json {
    return this.#withView(request, replica, (_, { refunds }) => {
      const refunded = refunds.reduce((sum, { fee, state }) => sum + (state === 'succeeded' ? fee : 0), 0);
      return ok('query_order_list_overview', { overviews: [{ order_refunded_amount: refunded }], nonce_str: this.#nonce() });
    });
  }

  #withView(request: Json, { lag }: Replica, act: (order: SimulatedOrder, view: View) => Json): Json {
    const order = this.orders.get(request.out_trade_no as string);
    const view = order?.viewAt(this.#time.elapsed - lag);
    return order === undefined || view === undefined ? noSuchOrder : act(order, view);
  }

  #describe(order: SimulatedOrder, view: View, { clock }: Replica): Json {
    const createTime = Math.floor((epoch + order.facts.createdAt + clock) / 1_000);
    return this.describer.order(order, view, this.#nonce(), createTime);
  }

  #nonce(): string {
    return `nonce${between(this.#random, 0, 10 ** 9)}`;
  }

  #seal(content: Json, isAuthenticated: boolean): string {
    return sealResponse(content, this.describer.logId(++this.#responses), isAuthenticated);
  }
}

const noSuchOrder: Json = { status: 104, description: 'no such order', internal_status: 400 };

function ok(endpoint: string, payload: Json): Json {
  return { status: 0, description: 'ok', internal_status: 0, [endpoint]: payload };
}
