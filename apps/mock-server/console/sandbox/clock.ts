import { computed, signal } from '@preact/signals';

const here = signal(Date.now());
const ahead = signal(0);

/** The sandbox's time: milliseconds since 1970. */
export const now = computed(() => here.value + ahead.value);

/** @param sandboxNow the time of the sandbox's clock now */
export function setSandboxTime(sandboxNow: number): void {
  here.value = Date.now();
  ahead.value = sandboxNow - here.value;
}

export function startClock(): void {
  setInterval(() => {
    here.value = Date.now();
  }, 1_000);
}
