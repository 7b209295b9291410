import type { QueryOrderListOverviewRequest, QueryOrderListRequest } from '@cloudpay/proto';
import { subPayPlatforms } from '../merchant/sub-pay-platforms.ts';
import type { Account } from '../sandbox/account.ts';
import { type Entry, type EntryFilter, entriesOf } from './entries.ts';

/** The value of `status` that selects all lines. The default is successful ones only. */
const anyStatus = 1;

/** The meanings of `pay_time_type`, `refund_time_type` and `time_filter`. */
const times = { whenRecorded: 1, whenPaid: 2, whenChanged: 2 } as const;

type ListRequest = QueryOrderListRequest | QueryOrderListOverviewRequest;

/**
 * The lines of `query_order_list` and its overview. No order of the sandbox came from a printed code, so filtering by such
 * a code finds nothing.
 */
export function orderListEntries(request: ListRequest, shops: EntryFilter['shops'], account: Account): Entry[] {
  if (request.qrcodeId || request.sourceType) return [];
  const asked = request.subPayPlatforms ?? [];
  const payPlatforms = [...subPayPlatforms].filter(([, sub]) => asked.includes(sub)).map(([platform]) => platform);
  // A filter with only unknown platforms (bank card, cash) must find nothing, not everything.
  if (asked.length > 0 && payPlatforms.length === 0) return [];
  return entriesOf(account, {
    ...request,
    type: request.orderType,
    payPlatforms,
    shops: shops ?? [],
    timeOf: (entry) => filteredTime(entry, request),
    successfulOnly: request.status !== anyStatus,
  });
}

/**
 * The time of a line that must lie in the period. Undefined if that time has not come. The more specific option wins; the
 * default is the time of recording. (Both are inferences: the documents state three different defaults.) The sandbox sends
 * a refund to the platform at once.
 */
function filteredTime({ order, refund }: Entry, { payTimeType, refundTimeType, timeFilter }: ListRequest): number | undefined {
  const line = refund ?? order;
  const timeType = refund ? refundTimeType : payTimeType;
  if (!refund && timeType === times.whenPaid) return order.timeEnd;
  return !timeType && timeFilter === times.whenChanged ? line.lastUpdateTime : line.createTime;
}
