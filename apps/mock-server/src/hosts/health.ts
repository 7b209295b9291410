import { once } from 'node:events';
import type { FastifyReply } from 'fastify';
import type { Clock } from '../environment/clock.ts';
import { abortWhenGone, deliver } from '../wire/delivery.ts';

/** How a host fails each call of the service. The control API still works, unless the host is down. */
export type HostFaultKind =
  | 'none'
  /** Connections are refused. */
  | 'down'
  /** Calls are received but neither carried out nor answered. */
  | 'hang'
  /** Another web server answers every request. */
  | 'garbage'
  /** Calls are carried out late, even if the client has gone away. */
  | 'slow';

const kinds: Record<HostFaultKind, true> = { none: true, down: true, hang: true, garbage: true, slow: true };

export const hostFaultKinds: readonly string[] = Object.keys(kinds);

/** The default delay of a `slow` host, in milliseconds. */
const defaultSlowDelay = 3_000;

/** The current fault of a host. */
export class Health {
  #fault: HostFaultKind = 'none';
  #delay = defaultSlowDelay;
  #changed = new AbortController();
  readonly #ending = new AbortController();

  get fault(): HostFaultKind {
    return this.#fault;
  }

  /** Aborts when the host is about to close. Held connections are then released. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Calls that hang are cut off; delayed calls continue. */
  change(fault: HostFaultKind, delay = defaultSlowDelay): void {
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
   * Applies the host's fault to a call.
   *
   * @returns false if the call must not be carried out
   */
  async applyFault(reply: FastifyReply, clock: Clock): Promise<boolean> {
    const { signal } = this.#changed;
    switch (this.#fault) {
      case 'hang':
        reply.hijack();
        await once(AbortSignal.any([signal, abortWhenGone(reply)]), 'abort');
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
