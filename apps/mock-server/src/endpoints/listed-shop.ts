import { refuseField } from '../service/refusals/refusal.ts';
import type { EntryFilter } from '../service/reports/entries.ts';
import type { Account } from '../service/sandbox/account.ts';

interface ListRequest {
  readonly outShopId?: string;
  readonly staffId?: string;
}

/**
 * Whose orders a list is asked for. A member of staff is numbered by their shop, so whoever names one names the shop too.
 *
 * @throws Refusal naming the shop that is not known or missing
 */
export function checkListedShop({ outShopId, staffId }: ListRequest, account: Account): EntryFilter['shops'] {
  if (!outShopId) {
    if (staffId) throw refuseField('out_shop_id', 'a value, since staff_id has one');
    return [];
  }
  account.shops.check('out_shop_id', outShopId);
  return [{ outShopId, staffIds: staffId ? [staffId] : [] }];
}
