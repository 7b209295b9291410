import { words } from '../language/language.ts';
import { Phone } from '../parts/phone.tsx';
import { settledOrders, waitingOrders } from '../sandbox/state.ts';
import { PaymentCode } from './payment-code.tsx';
import { SettledOrder } from './settled-order.tsx';
import { WaitingOrder } from './waiting-order.tsx';

/** The maximum number of settled orders on the phone. */
const remembered = 12;

/** The phone of all customers of all merchants. */
export function CustomerPhone() {
  return (
    <Phone
      id="customer"
      things="orders"
      words={words.value.customer}
      waiting={waitingOrders.value.map((order) => <WaitingOrder key={order.out_trade_no} order={order} />)}
      settled={settledOrders.value.slice(0, remembered).map((order) => <SettledOrder key={order.out_trade_no} order={order} />)}
    >
      <PaymentCode />
    </Phone>
  );
}
