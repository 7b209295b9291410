import { Examiner } from '../../diagnosis/examiner.ts';
import { Clock, type TimeSource } from '../../environment/clock.ts';
import { Random } from '../../environment/random.ts';
import type { MerchantFixture } from '../../fixture/schema.ts';
import { Collection } from '../../store/collection.ts';
import type { Storage } from '../../store/storage.ts';
import { PlannedFaults } from '../faults/planned-faults.ts';
import { type Manner, Manners } from '../manners/manners.ts';
import { defaultMerchant } from '../merchant/default-merchant.ts';
import { Account } from './account.ts';
import { Accounts } from './accounts.ts';

/** Settings of a sandbox. */
export interface SandboxSettings extends TimeSource {
  /** Makes random values the same at every run. Default: random. */
  readonly seed?: number;
  /** The manner at the start and after a reset. Default: `exact`. */
  readonly manner?: Manner;
}

/** One Cloud Pay service: the accounts of its merchants, a clock and random numbers. Several may exist side by side. */
export class Sandbox {
  readonly clock: Clock;
  readonly random: Random;
  readonly accounts: Accounts;
  readonly faults = new PlannedFaults();
  readonly examiner = new Examiner();
  readonly manners: Manners;
  /** How many times each endpoint was called. */
  readonly calls: Collection<number>;
  readonly #storage: Storage;

  /** @param merchants besides the default one; must be valid */
  constructor(storage: Storage, merchants: readonly MerchantFixture[] = [], settings: SandboxSettings = {}) {
    this.#storage = storage;
    this.clock = new Clock(settings, new Collection('clock', storage));
    this.random = new Random(settings.seed);
    this.manners = new Manners(settings.manner ?? 'exact', this.random);
    this.calls = new Collection('calls', storage);
    const all = [defaultMerchant, ...merchants];
    this.accounts = this.atomically(
      () => new Accounts(all.map((fixture) => new Account(fixture, storage, this.clock, this.random, this.manners))),
    );
    for (const { callbacks } of this.accounts) callbacks.resume();
  }

  countCall(endpoint: string): void {
    this.calls.set(endpoint, (this.calls.get(endpoint) ?? 0) + 1);
  }

  /** Runs `work` so that either all of its changes survive a restart, or none. */
  atomically<T>(work: () => T): T {
    return this.#storage.atomically(work);
  }

  /** Resets the sandbox to its first state. The signing keys stay, because clients hold the private one. */
  reset(): void {
    this.examiner.forget();
    this.atomically(() => {
      for (const part of [this.clock, this.faults, this.manners, ...this.accounts]) part.reset();
      this.calls.clear();
    });
  }

  close(): void {
    for (const { callbacks } of this.accounts) callbacks.stop();
    this.#storage.close();
  }
}
