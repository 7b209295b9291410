import { refuseField } from '../service/refusals/refusal.ts';
import type { EntryFilter } from '../service/reports/entries.ts';
import type { Account } from '../service/sandbox/account.ts';

interface ListRequest {
  readonly outShopId?: string;
  readonly staffId?: string;
}

/**
 * Finds the shops of a list. A staff number is unique only within a shop, so a request with `staff_id` needs the shop too.
 *
 * @throws Refusal naming the shop if it is unknown or missing
 */
export function checkListedShop({ outShopId, staffId }: ListRequest, account: Account): EntryFilter['shops'] {
  if (!outShopId) {
    if (staffId) throw refuseField('out_shop_id', 'a value, since staff_id has one');
    return [];
  }
  account.shops.check('out_shop_id', outShopId);
  return [{ outShopId, staffIds: staffId ? [staffId] : [] }];
}
