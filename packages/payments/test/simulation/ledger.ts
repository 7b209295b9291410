import type { JournalRecord } from '../../src/index.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** A record as it was written. */
export interface Entry {
  readonly at: number;
  readonly record: JournalRecord;
}

/** All that was ever written into the journal of a world. */
export class Ledger {
  readonly entries = new Map<string, Entry[]>();
  readonly #time: SimulatedTime;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  written(record: JournalRecord): void {
    const entry = { at: this.#time.elapsed, record: structuredClone(record) };
    const known = this.entries.get(record.outTradeNo);
    if (known === undefined) this.entries.set(record.outTradeNo, [entry]);
    else known.push(entry);
  }

  last(outTradeNo: string): JournalRecord | undefined {
    return this.entries.get(outTradeNo)?.at(-1)?.record;
  }
}
