import { computed, signal } from '@preact/signals';
import { exchanges } from '../sandbox/exchanges.ts';
import type { ExchangeJson } from '../sandbox/types.ts';
import { isFailure } from './outcome.ts';

/** Empty: all endpoints. */
export const endpoint = signal('');
export const failuresOnly = signal(false);

/** The exchanges at the moment when the list was paused. Undefined while it runs. */
const stopped = signal<readonly ExchangeJson[] | undefined>(undefined);

export const isPaused = computed(() => stopped.value !== undefined);

export function pauseOrGoOn(): void {
  stopped.value = stopped.value === undefined ? exchanges.value : undefined;
}

export const shown = computed(() => (stopped.value ?? exchanges.value).filter(fits));

/** How many exchanges have arrived since the list was paused. */
export const newer = computed(() => {
  const lastShown = stopped.value?.[0]?.id ?? 0;
  return isPaused.value ? exchanges.value.filter((exchange) => exchange.id > lastShown && fits(exchange)).length : 0;
});

function fits(exchange: ExchangeJson): boolean {
  return (endpoint.value === '' || exchange.endpoint === endpoint.value) && (!failuresOnly.value || isFailure(exchange));
}
