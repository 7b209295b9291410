import { useId, useState } from 'preact/hooks';
import { words } from '../language/language.ts';
import { Countdown } from '../parts/countdown.tsx';
import { QrCode } from '../parts/qr-code.tsx';
import { act } from '../sandbox/call.ts';
import { merchantName } from '../sandbox/state.ts';
import type { Login } from '../sandbox/types.ts';
import { type Staff, shopName, staffOf } from './shops.ts';

/** A staff number that does not exist in any shop. */
const stranger = 'stranger';

export function WaitingLogin({ login }: { readonly login: Login }) {
  const { qrCode, who, stranger: strangerLabel, scan, deny } = words.value.shop;
  const staff = staffOf(login);
  const [chosen, setChosen] = useState<string>();
  const staffId = chosen ?? staff[0]?.staff_id ?? stranger;
  const select = useId();
  const path = `logins/${encodeURIComponent(login.activator)}/scan`;
  const shop = shopName(login);
  return (
    <li class="card" aria-labelledby={`login-${login.activator}`}>
      <div class="card-head">
        <QrCode text={login.qr_code_url} label={qrCode(shop)} />
        <div class="card-facts">
          <p class="goods" id={`login-${login.activator}`}>
            {shop}
          </p>
          <p class="quiet">{merchantName(login.out_sub_mch_id)}</p>
          <Countdown until={login.expires_at} />
        </div>
      </div>
      <label class="field" for={select}>
        <span>{who}</span>
        <select id={select} value={staffId} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
          {staff.map((one) => (
            <option key={one.staff_id} value={one.staff_id}>
              {describe(one)}
            </option>
          ))}
          <option value={stranger}>{strangerLabel}</option>
        </select>
      </label>
      <div class="actions">
        <button type="button" class="button primary" onClick={() => void act(path, { staff_id: staffId })}>
          {scan}
        </button>
        <button type="button" class="button" onClick={() => void act(path, { deny: true })}>
          {deny}
        </button>
      </div>
    </li>
  );
}

function describe({ staff_id, staff_name, shop_manager, refund_auth }: Staff): string {
  const { manager, mayRefund } = words.value.shop;
  const rights = [shop_manager && manager, refund_auth && mayRefund].filter(Boolean).join(' · ');
  return [staff_name, staff_id, rights && `(${rights})`].filter(Boolean).join(' ');
}
