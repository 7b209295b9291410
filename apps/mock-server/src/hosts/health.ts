import { once } from 'node:events';
import type { FastifyReply } from 'fastify';
import type { Clock } from '../environment/clock.ts';
import { deliver, untilGone } from '../wire/delivery.ts';

/** How a host fails every call of the service. The control API is heard all the same, unless the host is down. */
export type HostFaultKind =
  | 'none'
  /** Connections are refused. */
  | 'down'
  /** Calls are taken and never answered, nor carried out. */
  | 'hang'
  /** Whatever is asked, some other web server answers. */
  | 'garbage'
  /** Calls are carried out late, whether or not someone still waits for the response. */
  | 'slow';

const kinds: Record<HostFaultKind, true> = { none: true, down: true, hang: true, garbage: true, slow: true };

export const hostFaultKinds: readonly string[] = Object.keys(kinds);

/** How late a `slow` host is unless it says otherwise, in milliseconds. */
const slowness = 3_000;

/** What a host suffers from at this moment. */
export class Health {
  #fault: HostFaultKind = 'none';
  #delay = slowness;
  #changed = new AbortController();
  readonly #ending = new AbortController();

  get fault(): HostFaultKind {
    return this.#fault;
  }

  /** Aborts when the host is about to close: no connection is held any longer. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Calls that hang are cut off, and those that wait go on. */
  change(fault: HostFaultKind, delay = slowness): void {
    const changed = this.#changed;
    this.#fault = fault;
    this.#delay = delay;
    this.#changed = new AbortController();
    changed.abort();
  }

  end(): void {
    this.#ending.abort();
    this.change('none');
  }

  /**
   * Has a call suffer what its host suffers from.
   *
   * @returns false when the call is dealt with, and must not be carried out
   */
  async admits(reply: FastifyReply, clock: Clock): Promise<boolean> {
    const { signal } = this.#changed;
    switch (this.#fault) {
      case 'hang':
        reply.hijack();
        await once(AbortSignal.any([signal, untilGone(reply)]), 'abort');
        reply.raw.destroy();
        return false;
      case 'garbage':
        await deliver('', { httpStatus: 200, fault: { kind: 'garbage' } }, reply, clock, signal);
        return false;
      case 'slow':
        await clock.sleep(this.#delay, signal);
        return true;
      default:
        return true;
    }
  }
}
