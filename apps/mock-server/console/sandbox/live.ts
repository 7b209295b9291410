import { effect, signal } from '@preact/signals';
import { now } from './clock.ts';
import { forget, heard, readExchanges } from './exchanges.ts';
import { readCatalogue, refreshState, waitingLogins, waitingOrders } from './state.ts';
import type { ExchangeJson } from './types.ts';

/** Whether the page hears of what happens. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting');

/** After so many milliseconds what could not be read is read again, while the stream of events lives on. */
const pause = 1_000;

/**
 * Keeps what is shown up to date, for as long as the page is seen. A hidden one lets its connection go: browsers have six for a server, and with as
 * many tabs open the next one would wait for ever.
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

/** @returns how to stop listening */
function listen(): () => void {
  const events = new EventSource('/sandbox/events');
  const isOpen = () => events.readyState === EventSource.OPEN;
  const keepReading = async (readIt: () => Promise<unknown>): Promise<void> => {
    try {
      await readIt();
      if (isOpen()) connection.value = 'live';
    } catch {
      if (isOpen()) setTimeout(() => void keepReading(readIt), pause);
    }
  };
  // Its first bytes tell that nothing is missed from then on; the browser connects again by itself.
  events.addEventListener('open', () => void keepReading(readAll));
  events.addEventListener('error', () => {
    connection.value = 'lost';
  });
  events.addEventListener('exchange', ({ data }) => heard(JSON.parse(data) as ExchangeJson));
  events.addEventListener('state', () => void keepReading(refreshState));
  events.addEventListener('reset', () => {
    forget();
    void keepReading(refreshState);
  });
  const stopWatchingTime = effect(() => {
    // What lapses makes no news: the sandbox notices when it is asked.
    if (somethingHasLapsed()) void keepReading(refreshState);
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

function somethingHasLapsed(): boolean {
  const seconds = now.value / 1000;
  return (
    waitingOrders.value.some(({ code_url, time_expire }) => code_url && time_expire && time_expire <= seconds) ||
    waitingLogins.value.some(({ expires_at }) => expires_at <= seconds)
  );
}
