import {
  type ClientPorts,
  CloudPayClient,
  type ConfigurationInput,
  createConfiguration,
  type NumberMark,
} from '@cloudpay/core';
import type { PaymentsContext, PaymentsEvent } from './context.ts';
import { Journal } from './journal/journal.ts';
import { createMemoryStore } from './journal/memory-store.ts';
import type { JournalStore } from './journal/store.ts';
import { Pauses } from './wait/pauses.ts';

/** What {@link openPayments} and `Payments` add to the configuration of a merchant. */
export interface PaymentsPorts {
  /** Where orders and refunds are recorded before they are sent. Default: in memory, which a crash forgets; see `openFileJournal`. */
  readonly journal?: JournalStore;
  /** Keeps the numbers of `newOrderNumber` from running backwards over restarts. */
  readonly numberMark?: NumberMark;
  /** Receives an event for each request and answer, and for each failure of the journal. */
  readonly onEvent?: (event: PaymentsEvent) => void;
}

/** What `Payments` takes: the merchant's configuration, and the parts of the world that a caller replaces. */
export interface PaymentsOptions extends ConfigurationInput, Omit<ClientPorts, 'onEvent'>, PaymentsPorts {}

/**
 * Opens one merchant's payments, for the functions beside this one. It takes what the constructor of `Payments` takes.
 *
 * @param options a configuration; or a client made elsewhere (by the secure login, say), which is then closed with this
 * @param ports beside a client: the journal and the rest; in a configuration they stand in it
 * @throws ConfigurationError naming the field
 * @example
 * await using payments = openPayments({ outMchId, outSubMchId, outShopId, deviceId: '824', authenKey });
 * const payment = await microPay(payments, { outTradeNo, authorCode, totalFee: 1999, body: '咖啡' });
 * const outcome = await payment.result();
 */
export function openPayments(options: PaymentsOptions | CloudPayClient, ports: PaymentsPorts = {}): PaymentsContext {
  const { client, own } = options instanceof CloudPayClient ? { client: options, own: ports } : makeClient(options);
  const journal = new Journal(own.journal ?? createMemoryStore(), client.clock, client.configuration.outSubMchId);
  const context: PaymentsContext = {
    client,
    journal,
    pauses: new Pauses(client.clock),
    live: new Map(),
    liveRefunds: new Map(),
    numbers: new Map(),
    numberMark: own.numberMark,
    codePrefixes: {},
    reportJournalFailure(outTradeNo, { code, message }) {
      try {
        own.onEvent?.({ type: 'journalFailure', outTradeNo, code, message });
      } catch {
        // An observer cannot break a payment.
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

function makeClient(options: PaymentsOptions): { client: CloudPayClient; own: PaymentsPorts } {
  const { fetch, transport, clock, random, onEvent, numberMark, journal, ...configuration } = options;
  const client = new CloudPayClient(createConfiguration(configuration), { fetch, transport, clock, random, onEvent });
  return { client, own: { numberMark, journal, onEvent } };
}
