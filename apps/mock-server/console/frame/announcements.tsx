import { effect, signal } from '@preact/signals';
import { words } from '../language/language.ts';
import { yuan } from '../parts/money.ts';
import { connection } from '../sandbox/live.ts';
import { state, stateLoaded, waitingLogins, waitingOrders } from '../sandbox/state.ts';

const text = signal('');

/** Announces new orders and logins to screen readers. */
export function Announcements() {
  return (
    <p class="visually-hidden" aria-live="polite">
      {text.value}
    </p>
  );
}

/**
 * Announces new arrivals from now on, and shows their number in the title. Those that wait already when the page opens are
 * not announced.
 */
export function startAnnouncing(): void {
  let orders: ReadonlySet<string> | undefined;
  let logins: ReadonlySet<string> | undefined;
  effect(() => {
    if (!stateLoaded.value) return;
    const { announcements } = words.peek();
    const before = { orders, logins };
    orders = new Set(waitingOrders.value.map(({ out_trade_no }) => out_trade_no));
    logins = new Set(waitingLogins.value.map(({ activator }) => activator));
    if (before.orders === undefined || before.logins === undefined) return;
    const newOrder = waitingOrders.value.find(({ out_trade_no }) => !before.orders?.has(out_trade_no));
    const newLogin = waitingLogins.value.find(({ activator }) => !before.logins?.has(activator));
    const settled = state.value.orders.find(({ out_trade_no, waiting }) => !waiting && before.orders?.has(out_trade_no));
    if (newOrder) text.value = announcements.order(yuan(newOrder.total_fee));
    else if (newLogin) text.value = announcements.login;
    else if (settled) text.value = announcements.settled(yuan(settled.total_fee), words.peek().customer.stages[settled.stage]);
  });
  effect(() => {
    // Without a connection the number would be out of date.
    const count = connection.value === 'live' ? waitingOrders.value.length + waitingLogins.value.length : 0;
    document.title = count > 0 ? `(${count}) ${words.value.title}` : words.value.title;
  });
}
