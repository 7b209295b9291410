import { createHmac } from 'node:crypto';
import { importSdk } from './sdk.ts';
import { merchant } from './setting.ts';
import { median } from './statistics.ts';

const authenKey = 'a key';
/** The round trip to the service, in milliseconds. */
const roundTrip = 40;

/** A clock that jumps to the next timer when nothing else is left to do. */
class SimulatedClock {
  #now = 0;
  readonly #timers: { at: number; ring: () => void }[] = [];

  now = () => 1_790_000_000_000 + this.#now;
  monotonic = () => this.#now;

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#timers.push({ at: this.#now + ms, ring: resolve });
    });

  async runUntil<T>(done: Promise<T>): Promise<T> {
    let isDone = false;
    const end = () => {
      isDone = true;
    };
    done.then(end, end);
    for (;;) {
      await new Promise(setImmediate);
      if (isDone) return done;
      this.#timers.sort((a, b) => a.at - b.at);
      const next = this.#timers.shift();
      if (next === undefined) throw new Error('nothing happens any more');
      this.#now = next.at;
      next.ring();
    }
  }
}

/**
 * Makes one payment whose customer pays at a given moment, or never if it is infinite. Returns when the payment was
 * reported, and the number of queries.
 */
async function pay(installed: string, paysAt: number): Promise<{ reportedAt: number; queries: number }> {
  const { Payments } = await importSdk(installed);
  const clock = new SimulatedClock();
  let queries = 0;
  const transport = {
    async post({ url, body }: { url: string; body: string }) {
      const endpoint = url.slice(url.lastIndexOf('/') + 1);
      if (endpoint === 'query_order') queries += 1;
      await clock.sleep(roundTrip / 2);
      const current_trade_state = clock.monotonic() >= paysAt ? 2 : 9;
      await clock.sleep(roundTrip / 2);
      const content = JSON.parse(JSON.parse(body).request_content);
      const out_trade_no = content.out_trade_no ?? content.pay_content.out_trade_no;
      const payload = {
        pay_mch_key: { pay_platform: 1, out_sub_mch_id: merchant.outSubMchId },
        order_content: { out_trade_no, trade_type: 1, total_fee: 1, wxpay_order_content_ext: { current_trade_state } },
      };
      const text = JSON.stringify({ status: 0, description: 'ok', internal_status: 0, [endpoint]: payload });
      const authen_code = createHmac('sha256', authenKey).update(text).digest('hex').toUpperCase();
      return JSON.stringify({ response_content: text, authen_info: { a: { authen_type: 1, authen_code } } });
    },
    close: () => undefined,
  };
  const payments = new Payments({ ...merchant, deviceId: '824', authenKey, transport, clock });
  const request = { outTradeNo: 'sz010002cz000000000001', authorCode: '134520273825380000', totalFee: 1, body: 'coffee' };
  await clock.runUntil(payments.microPay(request).then((payment) => payment.result()));
  return { reportedAt: clock.monotonic(), queries };
}

/**
 * Measures the milliseconds from payment to report for customers who pay within 15 s, evenly distributed, and the number of
 * queries for one who never pays.
 */
export async function measureLatency(installed: string): Promise<{ median: number; longest: number; queries: number }> {
  const delays: number[] = [];
  for (let paysAt = 25; paysAt < 15_000; paysAt += 50) delays.push((await pay(installed, paysAt)).reportedAt - paysAt);
  const { queries } = await pay(installed, Number.POSITIVE_INFINITY);
  return { median: median(delays), longest: Math.max(...delays), queries };
}
