import type { QueryOrderListOverviewRequest, QueryOrderListRequest } from '@cloudpay/proto';
import type { Account } from '../merchant/account.ts';
import { subPayPlatforms } from '../merchant/sub-pay-platforms.ts';
import { type Entry, type EntryFilter, entriesOf } from './entries.ts';

/** `status` of the newer lists. */
const successfulOnly = 0;

/**
 * The lines of `query_order_list`, which its overview adds up.
 *
 * Inferences: without `status` all lines are listed; the times are those of recording, whatever `pay_time_type`, `refund_time_type` and
 * `time_filter` say. No order of the sandbox came from a printed code, so asking for one finds nothing.
 */
export function orderListEntries(
  request: QueryOrderListRequest | QueryOrderListOverviewRequest,
  shops: EntryFilter['shops'],
  account: Account,
): Entry[] {
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
    successfulOnly: request.status === successfulOnly,
  });
}
