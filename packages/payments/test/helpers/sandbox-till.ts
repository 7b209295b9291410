import { type MockServer, type MockServerOptions, startMockServer } from '@cloudpay/mock-server';
import { instantClock } from '@cloudpay/test-kit';
import { Payments, type PaymentsEvent, type PaymentsOptions } from '../../src/index.ts';
import { merchant } from './merchant.ts';

/** A till at a sandbox of its own. */
export interface SandboxTill extends AsyncDisposable {
  readonly sandbox: MockServer;
  readonly payments: Payments;
  readonly events: PaymentsEvent[];
  /** Another process at the same sandbox: its own client, and its own journal unless `options` name one. */
  another(options?: Partial<PaymentsOptions>): Payments;
  /** How often an endpoint was called. */
  calls(endpoint: string): number;
}

/** @param service the sandbox's late answers come at once, unless its options say otherwise */
export async function openTill(options: Partial<PaymentsOptions> = {}, service: MockServerOptions = {}): Promise<SandboxTill> {
  const sandbox = await startMockServer({ sleep: async () => {}, ...service });
  const events: PaymentsEvent[] = [];
  const opened: Payments[] = [];
  const another = (own: Partial<PaymentsOptions> = {}) => {
    const payments = new Payments({
      ...merchant,
      baseUrls: [sandbox.url],
      clock: instantClock(),
      onEvent: (event) => events.push(event),
      ...own,
    });
    opened.push(payments);
    return payments;
  };
  return {
    sandbox,
    payments: another(options),
    events,
    another,
    calls: (endpoint) => sandbox.state().calls[endpoint] ?? 0,
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(opened.map((payments) => payments.close()));
      await sandbox.close();
    },
  };
}
