import type { JournalStore } from '../../src/index.ts';
import type { SimulatedCallbacks } from './callbacks.ts';
import type { Hardships } from './hardships.ts';
import type { Ledger } from './ledger.ts';
import type { SimulatedNetwork } from './network/network.ts';
import type { Observation } from './observation.ts';
import type { Random } from './random.ts';
import type { SimulatedService } from './service/service.ts';
import type { SimulatedTime } from './simulated-time.ts';
import type { Told } from './told.ts';

/** The SDK under test: the package itself, or a copy with a bug planted in it. */
export type Sdk = Pick<typeof import('../../src/index.ts'), 'Payments' | 'CloudPayError' | 'createMemoryJournal'>;

/** What all processes of a world share. */
export interface World {
  readonly sdk: Sdk;
  readonly time: SimulatedTime;
  readonly random: Random;
  readonly hardships: Hardships;
  readonly service: SimulatedService;
  readonly network: SimulatedNetwork;
  readonly observation: Observation;
  readonly ledger: Ledger;
  readonly callbacks: SimulatedCallbacks;
  readonly store: JournalStore;
  readonly told: Told[];
  readonly violations: string[];
  /** The numbers of orders that a process has accepted, and is not known to have refused. */
  readonly accepted: string[];
  /** When each process crashed or was closed. */
  readonly ended: Map<number, number>;
  /** When each payment was asked for. */
  readonly started: Map<string, number>;
  /** How often each order was asked to be cancelled. */
  readonly cancellations: Map<string, number>;
  /** What refunds were asked for, by number. */
  readonly refundsAsked: Map<string, { readonly outTradeNo: string; readonly refundFee: number }>;
  /** Nothing goes wrong any more. */
  isCalm: boolean;
  nextProcess: number;
  readonly scenarioName: string;
  newNumber(): string;
}
