import { effect, signal } from '@preact/signals';
import { now } from './clock.ts';
import { forget, heard, readExchanges } from './exchanges.ts';
import { readCatalogue, refreshState, waitingLogins, waitingOrders } from './state.ts';
import type { ExchangeJson } from './types.ts';

/** Whether the page hears of what happens. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting');

/** After so many milliseconds what could not be read is read again, while the stream of events lives on. */
const pause = 1_000;

/** Keeps what is shown up to date, for as long as the page is open. */
export function goLive(): void {
  const events = new EventSource('/sandbox/events');
  const keepReading = async (readIt: () => Promise<unknown>): Promise<void> => {
    try {
      await readIt();
      connection.value = 'live';
    } catch {
      if (events.readyState === EventSource.OPEN) setTimeout(() => void keepReading(readIt), pause);
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
  effect(() => {
    // What lapses makes no news: the sandbox notices when it is asked.
    if (somethingHasLapsed()) void keepReading(refreshState);
  });
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
