import { computed, signal } from '@preact/signals';
import { read } from './call.ts';
import { setSandboxTime } from './clock.ts';
import type { HostJson, Scenario, State } from './types.ts';

/** The maximum number of orders and logins of each merchant on the page. */
const last = 50;

const nothing: State = {
  orders: [],
  refunds: [],
  shops: [],
  logins: [],
  callbacks: [],
  calls: {},
  merchants: [],
  faults: [],
  manner: 'exact',
  clock: { now_ms: 0, advanced_seconds: 0 },
};

export const state = signal<State>(nothing);
export const hosts = signal<readonly HostJson[]>([]);
/** The names of the calls that can be given a fault. */
export const endpoints = signal<readonly string[]>([]);
export const scenarios = signal<readonly Scenario[]>([]);

/** Whether the state has been read at least once. */
export const stateLoaded = signal(false);

/** Orders that wait for their customers, newest first. */
export const waitingOrders = computed(() => newestFirst(state.value.orders.filter(({ waiting }) => waiting)));
export const settledOrders = computed(() => newestFirst(state.value.orders.filter(({ waiting }) => !waiting)));
export const waitingLogins = computed(() => state.value.logins.filter((login) => login.state === 'waiting').reverse());
export const settledLogins = computed(() => state.value.logins.filter((login) => login.state !== 'waiting').reverse());

/** The merchant's name, or its number if it has none. */
export function merchantName(outSubMchId: string): string {
  return state.value.merchants.find((merchant) => merchant.out_sub_mch_id === outSubMchId)?.merchant_name ?? outSubMchId;
}

/** Reads what does not change while the sandbox runs. */
export async function readCatalogue(): Promise<void> {
  const [calls, codes] = await Promise.all([
    read<{ endpoints: string[] }>('endpoints'),
    read<{ scenarios: Scenario[] }>('scenarios'),
  ]);
  endpoints.value = calls.endpoints.toSorted();
  scenarios.value = codes.scenarios;
}

/** The minimum time between two reads, in milliseconds, so that the page does not slow a busy sandbox. */
const pause = 200;

let reading: Promise<void> | undefined;
let isStale = false;

/** Reads the state again. All calls during a read lead to one more read. */
export function refreshState(): Promise<void> {
  isStale = true;
  reading ??= readUntilFresh().finally(() => {
    reading = undefined;
  });
  return reading;
}

async function readUntilFresh(): Promise<void> {
  for (let isFirst = true; isStale; isFirst = false) {
    if (!isFirst) await new Promise((resolve) => setTimeout(resolve, pause));
    isStale = false;
    const [newState, newHosts] = await Promise.all([read<State>(`state?last=${last}`), read<{ hosts: HostJson[] }>('hosts')]);
    state.value = newState;
    hosts.value = newHosts.hosts;
    setSandboxTime(newState.clock.now_ms);
    stateLoaded.value = true;
  }
}

/** The state lists the orders of one merchant after the other. Orders of the same second keep their order. */
function newestFirst<T extends { readonly create_time: number }>(orders: readonly T[]): T[] {
  return orders.toReversed().sort((one, other) => other.create_time - one.create_time);
}
