import { words } from '../language/language.ts';
import { Countdown } from '../parts/countdown.tsx';
import { yuan } from '../parts/money.ts';
import { PlatformBadge } from '../parts/platform-badge.tsx';
import { QrCode } from '../parts/qr-code.tsx';
import { act } from '../sandbox/call.ts';
import { merchantName } from '../sandbox/state.ts';
import type { Order } from '../sandbox/types.ts';
import { orderPath } from './order-path.ts';
import { PasswordPad } from './password-pad.tsx';

/** An order whose customer must scan a code or enter a password. */
export function WaitingOrder({ order }: { readonly order: Order }) {
  const { out_trade_no: number, total_fee: fee, code_url: code, time_expire: expiry } = order;
  const { giveUp, payAmount, qrCode, order: numberLabel } = words.value.customer;
  const amount = yuan(fee);
  const id = `order-${number}`;
  return (
    <li class="card" aria-labelledby={id}>
      <div class="card-head">
        {code !== undefined && <QrCode text={code} label={qrCode(amount)} />}
        <div class="card-facts">
          <p class="card-line">
            <strong class="amount" id={id}>
              {amount}
            </strong>
            <PlatformBadge platform={order.pay_platform} />
          </p>
          <p class="goods">{order.body}</p>
          <p class="quiet">{merchantName(order.out_sub_mch_id)}</p>
          {code !== undefined && expiry !== undefined && <Countdown until={expiry} />}
        </div>
      </div>
      <p class="order-number quiet">
        <span class="visually-hidden">{numberLabel} </span>
        {number}
      </p>
      {code === undefined && <PasswordPad outTradeNo={number} />}
      <div class="actions">
        {code !== undefined && (
          <button type="button" class="button primary" onClick={() => void act(orderPath(number, 'pay'))}>
            {payAmount(amount)}
          </button>
        )}
        <button type="button" class="button" onClick={() => void act(orderPath(number, 'decline'))}>
          {giveUp}
        </button>
      </div>
    </li>
  );
}
