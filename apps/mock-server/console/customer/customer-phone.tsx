import { words } from '../language/language.ts';
import { Empty } from '../parts/empty.tsx';
import { isKnown, settledOrders, waitingOrders } from '../sandbox/state.ts';
import { PaymentCode } from './payment-code.tsx';
import { SettledOrder } from './settled-order.tsx';
import { WaitingOrder } from './waiting-order.tsx';

/** How many settled orders a phone remembers. */
const remembered = 12;

/** What the customers of all merchants hold in their hands. */
export function CustomerPhone() {
  const { title, waiting, none, noneHint, recent } = words.value.customer;
  const orders = waitingOrders.value;
  const settled = settledOrders.value.slice(0, remembered);
  return (
    <section id="customer" class="panel phone" aria-labelledby="customer-title">
      <h2 id="customer-title" class="phone-title">
        {title}
      </h2>
      <section aria-labelledby="waiting-orders">
        <h3 id="waiting-orders">
          {waiting}
          {orders.length > 0 && <span class="count">{orders.length}</span>}
        </h3>
        {isKnown.value && orders.length === 0 && (
          <Empty title={none}>
            <p>{noneHint}</p>
          </Empty>
        )}
        <ul class="cards">
          {orders.map((order) => (
            <WaitingOrder key={order.out_trade_no} order={order} />
          ))}
        </ul>
      </section>
      <PaymentCode />
      {settled.length > 0 && (
        <section aria-labelledby="settled-orders">
          <h3 id="settled-orders">{recent}</h3>
          <ul class="history">
            {settled.map((order) => (
              <SettledOrder key={order.out_trade_no} order={order} />
            ))}
          </ul>
        </section>
      )}
    </section>
  );
}
