import { state } from '../sandbox/state.ts';
import type { Login, Shop } from '../sandbox/types.ts';

export type Staff = NonNullable<Shop['staff_infos']>[number];

/** The shop whose till shows a login code. Undefined if an upload has deleted it. */
function shopOf(login: Login): Shop | undefined {
  return state.value.shops.find((shop) => shop.out_shop_id === login.out_shop_id);
}

export function shopName(login: Login): string {
  return shopOf(login)?.shop_name ?? login.out_shop_id;
}

export function staffOf(login: Login): readonly Staff[] {
  return shopOf(login)?.staff_infos ?? [];
}
