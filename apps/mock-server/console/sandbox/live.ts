import { effect, signal } from '@preact/signals';
import { now } from './clock.ts';
import { forget, readExchanges, receive } from './exchanges.ts';
import { readCatalogue, refreshState, waitingLogins, waitingOrders } from './state.ts';
import type { ExchangeJson } from './types.ts';

/** The state of the page's event stream. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting');

/** After this time a failed read is repeated, as long as the event stream is open. In milliseconds. */
const pause = 1_000;

/**
 * Keeps the page up to date while it is visible. A hidden page closes its event stream: a browser allows six connections
 * per server, and a seventh tab would wait forever.
 */
export function goLive(): void {
  let stop: (() => void) | undefined;
  const followVisibility = () => {
    if (document.visibilityState === 'visible') {
      stop ??= listen();
    } else {
      stop?.();
      stop = undefined;
    }
  };
  document.addEventListener('visibilitychange', followVisibility);
  followVisibility();
}

/** @returns a function that stops listening */
function listen(): () => void {
  const events = new EventSource('/sandbox/events');
  const isOpen = () => events.readyState === EventSource.OPEN;
  const readUntilItSucceeds = async (readIt: () => Promise<unknown>): Promise<void> => {
    try {
      await readIt();
      if (isOpen()) connection.value = 'live';
    } catch {
      if (isOpen()) setTimeout(() => void readUntilItSucceeds(readIt), pause);
    }
  };
  // After the first bytes no event is missed. The browser reconnects by itself.
  events.addEventListener('open', () => void readUntilItSucceeds(readAll));
  events.addEventListener('error', () => {
    connection.value = 'lost';
  });
  events.addEventListener('exchange', ({ data }) => receive(JSON.parse(data) as ExchangeJson));
  events.addEventListener('state', () => void readUntilItSucceeds(refreshState));
  events.addEventListener('reset', () => {
    forget();
    void readUntilItSucceeds(refreshState);
  });
  const stopWatchingTime = effect(() => {
    // The sandbox sends no event when an order or code expires: it notices this only when it is asked.
    if (hasExpiredItem()) void readUntilItSucceeds(refreshState);
  });
  return () => {
    events.close();
    stopWatchingTime();
    connection.value = 'connecting';
  };
}

function readAll(): Promise<unknown> {
  return Promise.all([refreshState(), readExchanges(), readCatalogue()]);
}

function hasExpiredItem(): boolean {
  const seconds = now.value / 1000;
  return (
    waitingOrders.value.some(({ code_url, time_expire }) => code_url && time_expire && time_expire <= seconds) ||
    waitingLogins.value.some(({ expires_at }) => expires_at <= seconds)
  );
}
