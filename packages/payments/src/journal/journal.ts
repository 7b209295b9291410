import type { Clock } from '@cloudpay/core';
import { journalError } from './errors.ts';
import { isHeldByOther, leaseFor, needsRenewal, newOwner } from './lease.ts';
import { isUndecided, type JournalRecord, type Lease } from './record.ts';
import type { JournalStore } from './store.ts';

/** How many records are claimed together: they share one write to the disk, and keep other processes waiting for no longer than that. */
const claimsTogether = 64;

/**
 * What is recorded of orders, above whatever store keeps it. Every function rejects with `JOURNAL_UNAVAILABLE` when the store fails.
 */
export class Journal {
  readonly #store: JournalStore;
  readonly #clock: Clock;
  readonly #outSubMchId: string;
  #name: string | undefined;

  /** @param outSubMchId the merchant in whose name this journal reads and writes */
  constructor(store: JournalStore, clock: Clock, outSubMchId: string) {
    this.#store = store;
    this.#clock = clock;
    this.#outSubMchId = outSubMchId;
  }

  /** Named when it is first needed, with `node:crypto`, which takes long to load. */
  get #owner(): string {
    this.#name ??= newOwner();
    return this.#name;
  }

  async read(outTradeNo: string): Promise<JournalRecord | undefined> {
    return (await this.#guard(() => this.#store.read(outTradeNo)))?.record;
  }

  /**
   * Changes a record, once, whatever other processes do meanwhile: when another one was faster, the change is made anew on what it left.
   *
   * @param change takes the record as it stands; undefined leaves it so
   * @returns the record as it stands afterwards
   */
  async update(
    outTradeNo: string,
    change: (record: JournalRecord | undefined) => JournalRecord | undefined,
  ): Promise<JournalRecord | undefined> {
    for (;;) {
      const stored = await this.#guard(() => this.#store.read(outTradeNo));
      const changed = change(stored?.record);
      if (changed === undefined) return stored?.record;
      const record = { outSubMchId: this.#outSubMchId, ...changed };
      const written = await this.#guard(() => this.#store.write(record, stored?.version ?? 0, isUndecided(record)));
      if (written) return record;
    }
  }

  /**
   * A lease that outlasts the holder's next pause.
   *
   * @param pause milliseconds until the holder acts again
   */
  lease(pause: number): Lease {
    return leaseFor(this.#owner, this.#clock.now(), pause);
  }

  /** Makes the lease of a record outlast the holder's next pause; writes only when it would not. */
  async renew(outTradeNo: string, lease: Lease | undefined, pause: number): Promise<Lease | undefined> {
    if (!needsRenewal(lease, this.#clock.now(), pause)) return lease;
    const longer = this.lease(pause);
    await this.update(outTradeNo, (record) =>
      record === undefined || this.#isTaken(record) ? undefined : { ...record, lease: longer },
    );
    return longer;
  }

  /** Lets go of a record, so that others need not wait for the lease to run out. */
  async release(outTradeNo: string): Promise<void> {
    await this.update(outTradeNo, (record) =>
      record?.lease?.owner === this.#owner ? { ...record, lease: undefined } : undefined,
    );
  }

  /**
   * Takes over the undecided records of this merchant that nobody holds. Another merchant's order would be unknown to the service here, and
   * be taken for one that never arrived.
   *
   * @param pause see {@link lease}
   * @param seen numbers that are left alone
   * @returns the records held by this journal from now on, and how many others hold
   */
  async claim(
    pause: number,
    seen: ReadonlySet<string> = new Set(),
  ): Promise<{ claimed: JournalRecord[]; heldByOthers: number }> {
    const claimed: JournalRecord[] = [];
    let heldByOthers = 0;
    const undecided = (await this.#guard(() => this.#store.undecided())).filter((number) => !seen.has(number));
    for (let from = 0; from < undecided.length; from += claimsTogether) {
      const group = undecided.slice(from, from + claimsTogether);
      for (const { record, isHeldByOther } of await Promise.all(group.map((number) => this.#claimOne(number, pause)))) {
        if (record !== undefined) claimed.push(record);
        if (isHeldByOther) heldByOthers += 1;
      }
    }
    return { claimed, heldByOthers };
  }

  async #claimOne(outTradeNo: string, pause: number): Promise<{ record: JournalRecord | undefined; isHeldByOther: boolean }> {
    let isFree = false;
    let isHeldByOther = false;
    const record = await this.update(outTradeNo, (current) => {
      const isOpen = current !== undefined && this.#isOurs(current) && isUndecided(current);
      isHeldByOther = isOpen && this.#isTaken(current);
      isFree = isOpen && !isHeldByOther && current.lease?.owner !== this.#owner;
      return isFree && current ? { ...current, lease: this.lease(pause) } : undefined;
    });
    return { record: isFree ? record : undefined, isHeldByOther };
  }

  async close(): Promise<void> {
    await this.#guard(() => this.#store.close());
  }

  #isOurs({ outSubMchId = this.#outSubMchId }: JournalRecord): boolean {
    return outSubMchId === this.#outSubMchId;
  }

  #isTaken(record: JournalRecord): boolean {
    return isHeldByOther(record.lease, this.#owner, this.#clock.now());
  }

  async #guard<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (cause) {
      throw journalError(cause);
    }
  }
}
