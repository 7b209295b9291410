import {
  type ClientPorts,
  CloudPayClient,
  ConfigurationError,
  type ConfigurationInput,
  createConfiguration,
  type NumberMark,
} from '@cloudpay/core';
import { Journal } from '../journal/journal.ts';
import { createMemoryJournal } from '../journal/memory-store.ts';
import type { JournalStore } from '../journal/store.ts';
import { TimerHeap } from '../wait/timer-heap.ts';
import type { PaymentsContext, PaymentsEvent } from './context.ts';

/** The ports that {@link openPayments} and `Payments` take beside the configuration of a merchant. */
export interface PaymentsPorts {
  /**
   * Where orders and refunds are recorded before they are sent. Default: in memory, which a crash loses; see `openFileJournal`.
   */
  readonly journal?: JournalStore;
  /** Keeps the numbers of `newOrderNumber` ascending over restarts. */
  readonly numberMark?: NumberMark;
  /** Receives an event for each request and response, and for each failure of the journal. */
  readonly onEvent?: (event: PaymentsEvent) => void;
}

/**
 * The options of {@link openPayments}: those of `Payments`, but with a required transport, so that a bundler keeps no other
 * one.
 */
export interface OpenPaymentsOptions extends ConfigurationInput, Omit<ClientPorts, 'onEvent'>, PaymentsPorts {}

/**
 * Opens the payments of one merchant, for the functions of this module. C function `cloud_pay_init`.
 *
 * @param options a configuration with its ports, and with a `transport`: `createNodeTransport()`, which is the default of
 * `Payments`, or `createFetchTransport(fetch)`
 * @returns the first parameter of every function of this module; close it with `close()` or `await using`
 * @throws ConfigurationError naming the field
 * @example
 * const transport = createNodeTransport();
 * await using context = openPayments({ outMchId, outSubMchId, outShopId, deviceId: '824', authenKey, transport });
 * const payment = await microPay(context, { outTradeNo, authorCode, totalFee: 1999, body: '咖啡' });
 * const outcome = await payment.result();
 */
export function openPayments(options: OpenPaymentsOptions): PaymentsContext;
/**
 * Opens the payments of the merchant of a client.
 *
 * @param client made elsewhere, for example by the secure login; it is closed together with the context
 * @param ports the journal and the other ports
 * @returns the first parameter of every function of this module
 * @throws ConfigurationError naming the field
 * @example await using context = openPayments(client, { journal: await openFileJournal('/var/lib/till/journal.db') });
 */
export function openPayments(client: CloudPayClient, ports?: PaymentsPorts): PaymentsContext;
export function openPayments(options: OpenPaymentsOptions | CloudPayClient, ports?: PaymentsPorts): PaymentsContext {
  if (!(options instanceof CloudPayClient)) checkNoPorts(ports);
  const { client, own } = options instanceof CloudPayClient ? { client: options, own: ports ?? {} } : makeClient(options);
  const journal = new Journal(checkStore(own.journal), client.clock, client.configuration.outSubMchId);
  const context: PaymentsContext = {
    client,
    journal,
    timers: new TimerHeap(client.clock),
    live: new Map(),
    liveRefunds: new Map(),
    numbers: new Map(),
    numberMark: own.numberMark,
    codePrefixes: {},
    reportJournalFailure(outTradeNo, { code, message }) {
      try {
        own.onEvent?.({ type: 'journalFailure', outTradeNo, code, message });
      } catch {
        // An error of the listener must not break a payment.
      }
    },
    async close() {
      const { live, liveRefunds } = context;
      client.close();
      await Promise.allSettled([...live.values(), ...liveRefunds.values()].map(({ outcome }) => outcome));
      await journal.close();
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
  const { closed } = client;
  closed.addEventListener('abort', () => {
    for (const wait of [...context.live.values(), ...context.liveRefunds.values()]) wait.stop(closed.reason);
  });
  return context;
}

/** Ports beside a configuration would be ignored, and with the journal every order would be lost. */
export function checkNoPorts(ports: PaymentsPorts | undefined): void {
  if (ports === undefined) return;
  throw new ConfigurationError(
    Object.keys(ports)[0] ?? 'ports',
    '应写在第一个参数的配置里 (belongs into the configuration, the first argument)',
  );
}

/** A program without type checks may pass a path, or the promise of a journal. */
function checkStore(store: JournalStore | undefined = createMemoryJournal()): JournalStore {
  if (typeof store?.read === 'function' && typeof store.write === 'function') return store;
  throw new ConfigurationError(
    'journal',
    '应为 openFileJournal 的结果，是否少了 await？(must be what openFileJournal resolves to: is an await missing?)',
  );
}

function makeClient(options: OpenPaymentsOptions): { client: CloudPayClient; own: PaymentsPorts } {
  const { transport, clock, random, onEvent, numberMark, journal, ...configuration } = options;
  // A JavaScript program may pass the options of `Payments`, where the transport has a default.
  if (transport === undefined) throw new ConfigurationError('transport', '未填写 (is missing)');
  const client = new CloudPayClient(createConfiguration(configuration), { transport, clock, random, onEvent });
  return { client, own: { numberMark, journal, onEvent } };
}
