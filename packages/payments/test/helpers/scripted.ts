// A service that does what a test says, in simulated time. It is written without the code under test.
import { sealWithLogId } from '@cloudpay/test-kit';
import { CloudPayError, Payments, type PaymentsOptions, type Transport } from '../../src/index.ts';
import { MachineClock, SimulatedTime } from '../simulation/time.ts';
import { merchant } from './merchant.ts';

type Json = Record<string, unknown>;

/** A call as it arrived. */
export interface ScriptedCall {
  readonly endpoint: string;
  readonly host: string;
  /** Milliseconds since the world began. */
  readonly at: number;
  readonly content: Json;
  /** Of this endpoint, from 1. */
  readonly count: number;
}

/** A response's content (its code is made here), a whole body as text, or what befalls the call. */
export type Reply = Json | string | 'NOT_CONNECTED' | 'CONNECTION_LOST' | 'hang';

export type Script = (call: ScriptedCall) => Reply;

/** The service's clock when the world begins, in seconds. */
const worldBegan = 1_790_000_000;

class ScriptedService implements Transport {
  readonly calls: ScriptedCall[] = [];
  /** Each response as it crossed the wire. */
  readonly answers: string[] = [];
  script: Script;
  /** Whether the service answers pings. */
  answersPings = true;
  readonly #time: SimulatedTime;
  /** Milliseconds there and back. */
  readonly #latency: number;

  constructor(time: SimulatedTime, script: Script, latency: number) {
    this.#time = time;
    this.script = script;
    this.#latency = latency;
  }

  of(endpoint: string): ScriptedCall[] {
    return this.calls.filter((call) => call.endpoint === endpoint);
  }

  post({ url, body, timeout, signal }: Parameters<Transport['post']>[0]): Promise<string> {
    if (signal?.aborted) return Promise.reject(new CloudPayError('aborted', { code: 'ABORTED', outcome: 'failed' }));
    const { origin, pathname } = new URL(url);
    const endpoint = pathname.slice('/cpay/'.length);
    const content = endpoint === 'ping' ? {} : JSON.parse(JSON.parse(body).request_content);
    const call = { endpoint, host: origin, at: this.#time.elapsed, content, count: this.of(endpoint).length + 1 };
    this.calls.push(call);
    const reply = endpoint === 'ping' ? this.#pong() : this.script(call);
    return new Promise((resolve, reject) => {
      const cancels: (() => void)[] = [];
      const finish = (settle: () => void) => {
        for (const cancel of cancels) cancel();
        signal?.removeEventListener('abort', abort);
        settle();
      };
      const abort = () => finish(() => reject(failure('ABORTED')));
      signal?.addEventListener('abort', abort, { once: true });
      cancels.push(this.#time.after(timeout, () => finish(() => reject(failure('TIMEOUT')))));
      if (reply === 'hang') return;
      const arrive = () =>
        finish(() => {
          if (reply === 'NOT_CONNECTED' || reply === 'CONNECTION_LOST') return reject(failure(reply));
          const text = typeof reply === 'string' ? reply : sealWithLogId(reply);
          this.answers.push(text);
          resolve(text);
        });
      cancels.push(this.#time.after(this.#latency, arrive));
    });
  }

  close(): void {}

  #pong(): Reply {
    if (!this.answersPings) return 'NOT_CONNECTED';
    return JSON.stringify({ status: 0, description: 'ok', timestamp: worldBegan + Math.floor(this.#time.elapsed / 1000) });
  }
}

function failure(code: 'NOT_CONNECTED' | 'CONNECTION_LOST' | 'TIMEOUT' | 'ABORTED'): CloudPayError {
  return new CloudPayError(code, { code, outcome: code === 'NOT_CONNECTED' ? 'failed' : 'unknown' });
}

/** The service knows no such order. */
export const noSuchOrder = { status: 104, description: '订单不存在', internal_status: 400 };
export const noRefund = { status: 104, description: '没有退款', internal_status: 426 };

const platformParts = (call: ScriptedCall) => {
  const platform = (call.content.pay_mch_key as Json).pay_platform ?? 1;
  return { platform, key: platform === 2 ? 'alipay_order_content_ext' : 'wxpay_order_content_ext' };
};

/**
 * A success that tells of an order.
 *
 * @param state the platform's own number
 * @param order replaces what the order would be told as
 */
export function tell(call: ScriptedCall, state: number, order: Json = {}): Json {
  const { platform, key } = platformParts(call);
  const pay = (call.content.pay_content ?? {}) as Json;
  const outTradeNo = (pay.out_trade_no ?? call.content.out_trade_no) as string;
  return {
    status: 0,
    [call.endpoint]: {
      pay_mch_key: { pay_platform: platform, out_sub_mch_id: merchant.outSubMchId },
      order_content: {
        out_trade_no: outTradeNo,
        trade_type: 1,
        total_fee: 1999,
        ...order,
        [key]: { current_trade_state: state },
      },
    },
  };
}

/** What the service tells of a refund, asked for or just made. */
export function tellRefund(call: ScriptedCall, state: number, refund: Json = {}, payMchKey: Json = { pay_platform: 1 }): Json {
  const asked = { ...call.content, ...(call.content.refund_content as Json) };
  const isAlipay = payMchKey.pay_platform === 2;
  const content = {
    out_trade_no: asked.out_trade_no,
    out_refund_no: asked.out_refund_no,
    refund_fee: asked.refund_fee ?? 100,
    ...(isAlipay
      ? { alipay_refund_order_content_ext: { refund_status: state } }
      : { wxpay_refund_order_content_ext: { state } }),
    ...refund,
  };
  return {
    status: 0,
    [call.endpoint]: {
      pay_mch_key: payMchKey,
      refund_order_content: call.endpoint === 'refund' ? content : [content],
    },
  };
}

/** A till in simulated time, at a service that follows a script. */
export function scriptedTill(script: Script, options: Partial<PaymentsOptions> & { latency?: number } = {}) {
  const { latency = 20, ...own } = options;
  const time = new SimulatedTime();
  const service = new ScriptedService(time, script, latency);
  const clock = new MachineClock(time);
  const another = (more: Partial<PaymentsOptions> = {}) =>
    new Payments({
      ...merchant,
      baseUrls: ['https://pay.example'],
      transport: service,
      clock,
      random: () => 0.5,
      ...own,
      ...more,
    });
  return { time, service, clock, payments: another(), another, run: <T>(done: Promise<T>) => time.runUntil(done) };
}
