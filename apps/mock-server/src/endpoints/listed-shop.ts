import type { EntryFilter } from '../service/reports/entries.ts';
import type { Sandbox } from '../service/sandbox.ts';
import { refuseField } from '../wire/refusal.ts';

interface ListRequest {
  readonly outSubMchId: string;
  readonly outShopId?: string;
  readonly staffId?: string;
}

/**
 * Whose orders a list is asked for. A member of staff is numbered by their shop, so whoever names one names the shop too.
 *
 * @throws Refusal naming the merchant or shop that is not known or missing
 */
export function checkListedShop({ outSubMchId, outShopId, staffId }: ListRequest, sandbox: Sandbox): EntryFilter['shops'] {
  sandbox.merchant.checkSubMch('out_sub_mch_id', outSubMchId);
  if (!outShopId) {
    if (staffId) throw refuseField('out_shop_id', 'a value, since staff_id has one');
    return [];
  }
  sandbox.shops.check('out_shop_id', outShopId);
  return [{ outShopId, staffIds: staffId ? [staffId] : [] }];
}
