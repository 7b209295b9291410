import type { JournalRecord } from '../../src/index.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** A record as it was written. */
export interface Entry {
  readonly at: number;
  readonly record: JournalRecord;
  readonly process: number;
  /** Another process that was alive held it. */
  readonly wasHeldElsewhere: boolean;
}

/** All that was ever written into the journal of a world. */
export class Ledger {
  readonly entries = new Map<string, Entry[]>();
  readonly #time: SimulatedTime;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  written(record: JournalRecord, process: number, wasHeldElsewhere: boolean): void {
    const entry = { at: this.#time.elapsed, record: structuredClone(record), process, wasHeldElsewhere };
    const known = this.entries.get(record.outTradeNo);
    if (known === undefined) this.entries.set(record.outTradeNo, [entry]);
    else known.push(entry);
  }

  last(outTradeNo: string): JournalRecord | undefined {
    return this.entries.get(outTradeNo)?.at(-1)?.record;
  }
}
