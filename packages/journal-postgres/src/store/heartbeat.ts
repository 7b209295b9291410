import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database } from '../database/database.ts';
import type { Names } from '../layout/names.ts';
import type { StoreTime } from './time.ts';

/** How often a process says that it is alive, and how long it is believed. */
export interface Beats {
  /** Milliseconds between two beats. */
  readonly every: number;
  /** Milliseconds after a beat until the process is dead. */
  readonly deadAfter: number;
}

/**
 * Says that this process is alive, on the server's clock. A process that was silent for too long never revives: it registers anew, and takes
 * along what nobody has taken over.
 */
export class Heartbeat {
  readonly #database: Database;
  readonly #names: Names;
  readonly #beats: Beats;
  readonly #ids = [randomUUID() as string];
  #registering: Promise<void> | undefined;
  #stop: (() => void) | undefined;

  constructor(database: Database, names: Names, beats: Beats) {
    this.#database = database;
    this.#names = names;
    this.#beats = beats;
  }

  /** What this process is registered by. */
  get id(): string {
    return this.#ids.at(-1) as string;
  }

  /** All that this process was ever registered by: a write that was under way when it registered anew has the one before. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  async start(time: StoreTime): Promise<void> {
    await this.#register();
    await this.#forgetTheDead();
    // A beat that fails is followed by another one.
    this.#stop = time.every(this.#beats.every, () => this.beat().catch(() => undefined));
  }

  /** Lets go of all that this process holds, and says that it is gone. */
  async stop(): Promise<void> {
    this.#stop?.();
    await this.#registering?.catch(() => undefined);
    const { holders } = this.#names;
    await this.#database.run({
      isWrite: true,
      text: `update ${holders} set is_dead = true where id = any($1::uuid[])`,
      values: [this.#ids],
    });
  }

  async beat(): Promise<void> {
    const { id } = this;
    const { rows } = await this.#database.run({
      isWrite: true,
      text: `update ${this.#names.holders} set alive_until = clock_timestamp() + $2 * interval '1 ms'
        where id = $1::uuid and not is_dead and alive_until > clock_timestamp() returning 1`,
      values: [id, this.#beats.deadAfter],
    });
    if (rows.length === 0) await this.registerAnew(id);
  }

  /** @param lapsed what this process was registered by, and is not any more */
  async registerAnew(lapsed: string): Promise<void> {
    if (lapsed === this.id) this.#registering ??= this.#anew();
    await this.#registering;
  }

  /** Marks those dead whose time has passed, if this process has beaten without a break for as long: after an outage everybody looks dead. */
  async markTheDead(): Promise<void> {
    const { holders } = this.#names;
    // Under the lock of the row: a beat that is under way comes first, and then the process is not dead.
    await this.#database.run({
      isWrite: true,
      text: `with silent as materialized (
          select id from ${holders} where not is_dead and alive_until <= clock_timestamp() and exists (
            select from ${holders} me where me.id = $1::uuid and not me.is_dead and me.alive_until > clock_timestamp()
              and me.started_at <= clock_timestamp() - $2 * interval '1 ms')
          for update skip locked)
        update ${holders} dead set is_dead = true from silent
        where dead.id = silent.id and not dead.is_dead and dead.alive_until <= clock_timestamp()`,
      values: [this.id, this.#beats.deadAfter],
    });
  }

  async #anew(): Promise<void> {
    this.#ids.push(randomUUID());
    try {
      await this.#register();
    } finally {
      this.#registering = undefined;
    }
  }

  async #register(): Promise<void> {
    const { holders, orders } = this.#names;
    await this.#database.run({
      isWrite: true,
      text: `with registered as (
          insert into ${holders} (id, name, started_at, alive_until, is_dead)
          values ($1::uuid, $2, clock_timestamp(), clock_timestamp() + $3 * interval '1 ms', false) on conflict do nothing),
        gone as (update ${holders} set is_dead = true where id = any($4::uuid[]) and not is_dead),
        own as materialized (
          select out_sub_mch_id, number from ${orders} where holder = any($4::uuid[]) and undecided_since is not null
          order by out_sub_mch_id, number for no key update)
        update ${orders} o set holder = $1::uuid from own
        where o.out_sub_mch_id = own.out_sub_mch_id and o.number = own.number and o.holder = any($4::uuid[])`,
      values: [this.id, `${hostname()}:${process.pid}`, this.#beats.deadAfter, this.#ids.slice(0, -1)],
    });
  }

  /** The rows of processes that died long ago, and left nothing. */
  async #forgetTheDead(): Promise<void> {
    const { holders, orders } = this.#names;
    await this.#database.run({
      isWrite: true,
      text: `delete from ${holders} dead where is_dead and alive_until < clock_timestamp() - interval '1 day'
        and not exists (select from ${orders} where holder = dead.id and undecided_since is not null)`,
    });
  }
}
