import { createHmac } from 'node:crypto';
import { importSdk } from './sdk.ts';
import { merchant } from './setting.ts';

const authenKey = 'a key';
const pageSize = 100;

/** Measures the CPU time of a page in microseconds, for lists of these numbers of pages with 100 orders. */
export async function measureLists(installed: string, lengths: readonly number[]) {
  const { Payments } = await importSdk(installed);
  let pages = 0;
  const transport = {
    async post({ body }: { body: string }) {
      const { page_num } = JSON.parse(JSON.parse(body).request_content);
      const order_details = Array.from({ length: pageSize }, (_, index) => ({
        order: {
          pay_mch_key: { pay_platform: 1, out_sub_mch_id: merchant.outSubMchId },
          order_content: {
            out_trade_no: `sz010002cz${page_num * pageSize + index}`,
            trade_type: 1,
            total_fee: 1,
            wxpay_order_content_ext: { current_trade_state: 2 },
          },
        },
      }));
      const payload = { order_details, total_count: pages * pageSize };
      const text = JSON.stringify({ status: 0, description: 'ok', internal_status: 0, query_order_list: payload });
      const authen_code = createHmac('sha256', authenKey).update(text).digest('hex').toUpperCase();
      return JSON.stringify({ response_content: text, authen_info: { a: { authen_type: 1, authen_code } } });
    },
    close: () => undefined,
  };
  const payments = new Payments({ ...merchant, deviceId: '824', authenKey, transport });
  const rows: { pages: number; micros: number }[] = [];
  for (const length of [10, ...lengths]) {
    pages = length;
    const before = process.cpuUsage();
    let entries = 0;
    for await (const _ of payments.listOrders({ startTime: 1, endTime: 2, pageSize })) entries += 1;
    const { user, system } = process.cpuUsage(before);
    if (entries !== length * pageSize) throw new Error(`${entries} entries came of ${length} pages`);
    rows.push({ pages: length, micros: (user + system) / length });
  }
  // The first list is a warm-up.
  return rows.slice(1);
}
