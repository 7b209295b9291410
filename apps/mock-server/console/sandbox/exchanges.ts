import { signal } from '@preact/signals';
import { read } from './call.ts';
import type { ExchangeJson } from './types.ts';

/** The maximum number of kept exchanges. The oldest are dropped first. */
const maxKept = 500;

/** How long events are collected before the page is updated, in milliseconds. */
const batchDelay = 40;

/** The newest first. */
export const exchanges = signal<readonly ExchangeJson[]>([]);
/** Whether they have been read at least once. */
export const exchangesLoaded = signal(false);

const known = new Map<number, ExchangeJson>();
/** Exchanges that arrive while the earlier ones are being read. */
let early: ExchangeJson[] | undefined;
let isScheduled = false;

export function receive(exchange: ExchangeJson): void {
  if (early !== undefined) early.push(exchange);
  else add(exchange);
}

export function forget(): void {
  known.clear();
  early?.splice(0);
  schedule();
}

/** Reads all exchanges again: the known ones may belong to a sandbox that was restarted. */
export async function readExchanges(): Promise<void> {
  const later: ExchangeJson[] = [];
  early = later;
  const { exchanges: all } = await read<{ exchanges: ExchangeJson[] }>(`exchanges?last=${maxKept}`);
  // Another read has started in the meantime. Its result is newer.
  if (early !== later) return;
  early = undefined;
  known.clear();
  for (const exchange of [...all, ...later]) add(exchange);
  schedule();
}

function add(exchange: ExchangeJson): void {
  known.set(exchange.id, exchange);
  if (known.size > maxKept) known.delete(Math.min(...known.keys()));
  schedule();
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(() => {
    isScheduled = false;
    exchanges.value = Array.from(known.values()).sort((one, other) => other.id - one.id);
    exchangesLoaded.value = true;
  }, batchDelay);
}
