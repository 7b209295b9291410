// A separate process (`--expose-gc`): holds many undecided orders, each queried on schedule, and reports what they cost.
import { createHmac } from 'node:crypto';
import type { Configuration } from '../../packages/core/src/index.ts';
import { microPaySchedule } from '../../packages/payments/src/wait/schedule.ts';
import { importSdk } from './sdk.ts';
import { merchant, type Setting } from './setting.ts';

const { installed, authenKey } = JSON.parse(process.env.BENCH_SETTING ?? '') as Setting;
const count = Number(process.env.BENCH_ORDERS);
const seconds = Number(process.env.BENCH_SECONDS);
const prefix = 'sz010002cz';
const { Payments } = await importSdk(installed);

let calls = 0;
let latest = 0;
/** For each order: the number of queries, and the time of the next one. Typed arrays are outside the heap that is measured. */
const queries = new Uint8Array(count);
const due = new Float64Array(count);
const { gapAfter } = microPaySchedule({} as Configuration);

/** After 20 ms the service answers that the customer is still paying. */
const transport = {
  async post({ url, body }: { url: string; body: string }) {
    const content = JSON.parse(JSON.parse(body).request_content);
    const out_trade_no: string = content.out_trade_no ?? content.pay_content.out_trade_no;
    const order = Number(out_trade_no.slice(prefix.length));
    if (url.endsWith('/query_order')) {
      calls += 1;
      latest = Math.max(latest, performance.now() - (due[order] as number));
      (queries[order] as number) += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    const payload = {
      pay_mch_key: { pay_platform: 1, out_sub_mch_id: merchant.outSubMchId },
      order_content: { out_trade_no, trade_type: 1, total_fee: 1999, wxpay_order_content_ext: { current_trade_state: 9 } },
    };
    const text = JSON.stringify({
      status: 0,
      description: 'ok',
      internal_status: 0,
      [url.slice(url.lastIndexOf('/') + 1)]: payload,
    });
    const authen_code = createHmac('sha256', authenKey).update(text).digest('hex').toUpperCase();
    due[order] = performance.now() + gapAfter(queries[order] as number);
    return JSON.stringify({ response_content: text, authen_info: { a: { authen_type: 1, authen_code } } });
  },
  close: () => undefined,
};

const payments = new Payments({ ...merchant, deviceId: '824', authenKey, transport });
const used = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};
const before = used();
const start = performance.now();
// Customers arrive at equal intervals.
for (let order = 0; order < count; order += 1) {
  const outTradeNo = `${prefix}${String(order).padStart(12, '0')}`;
  await payments.microPay({ outTradeNo, authorCode: '134520273825380000', totalFee: 1999, body: 'coffee' });
  const ahead = (order / count) * seconds * 1_000 - (performance.now() - start);
  if (ahead > 5) await new Promise((resolve) => setTimeout(resolve, ahead));
}
const worst = latest;
// The garbage collection before the measurement stops the process, so its time does not count.
const bytes = (used() - before) / count;
latest = 0;
const second = performance.now();
while (performance.now() - second < 10_000) await new Promise((resolve) => setTimeout(resolve, 100));
process.send?.({ bytes, later: (used() - before) / count, latest: worst, calls });
process.exit();
