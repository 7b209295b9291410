import type { QueryOrderListOverviewRequest, QueryOrderListRequest } from '@cloudpay/proto';
import { subPayPlatforms } from '../merchant/sub-pay-platforms.ts';
import type { Account } from '../sandbox/account.ts';
import { type Entry, type EntryFilter, entriesOf } from './entries.ts';

/** `status` of the newer lists: all lines, and not the successful ones alone, which is the default. */
const anyStatus = 1;

/** What `pay_time_type`, `refund_time_type` and `time_filter` mean. */
const times = { whenRecorded: 1, whenPaid: 2, whenChanged: 2 } as const;

type ListRequest = QueryOrderListRequest | QueryOrderListOverviewRequest;

/** The lines of `query_order_list`, which its overview adds up. No order of the sandbox came from a printed code, so asking for one finds nothing. */
export function orderListEntries(request: ListRequest, shops: EntryFilter['shops'], account: Account): Entry[] {
  if (request.qrcodeId || request.sourceType) return [];
  const asked = request.subPayPlatforms ?? [];
  const payPlatforms = [...subPayPlatforms].filter(([, sub]) => asked.includes(sub)).map(([platform]) => platform);
  // Platforms that the sandbox does not have (bank card, cash) must not read as no filter at all.
  if (asked.length > 0 && payPlatforms.length === 0) return [];
  return entriesOf(account, {
    ...request,
    type: request.orderType,
    payPlatforms,
    shops: shops ?? [],
    timeOf: (entry) => countedTime(entry, request),
    successfulOnly: request.status !== anyStatus,
  });
}

/**
 * The time of a line that must lie in the period; undefined when that has not come. The more particular wish counts; without any, the time of
 * recording (inferences both: documented are three defaults that contradict each other). The sandbox asks the platform for a refund at once.
 */
function countedTime({ order, refund }: Entry, { payTimeType, refundTimeType, timeFilter }: ListRequest): number | undefined {
  const line = refund ?? order;
  const wish = refund ? refundTimeType : payTimeType;
  if (!refund && wish === times.whenPaid) return order.timeEnd;
  return !wish && timeFilter === times.whenChanged ? line.lastUpdateTime : line.createTime;
}
