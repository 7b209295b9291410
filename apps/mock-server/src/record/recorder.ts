import type { Clock } from '../environment/clock.ts';
import type { HostFaultKind } from '../hosts/health.ts';
import type { Accounts } from '../service/sandbox/accounts.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { Proof } from '../wire/verdict.ts';
import { describeExchange } from './describe-exchange.ts';
import type { ExchangeChoice } from './exchange-choice.ts';
import { type KeptExchange, sizeOf } from './kept-exchange.ts';
import { type KeptRequest, readRequest } from './read-request.ts';
import type { RecordedExchange, RecordedFault } from './recorded-exchange.ts';

/** The maximum number of kept exchanges, and of their characters. The oldest are dropped first. */
const limits = { exchanges: 1_000, characters: 16 * 2 ** 20 };

/** The facts about a call when it arrives. */
export interface Arrival extends Pick<RecordedExchange, 'endpoint' | 'method' | 'host' | 'missing'> {
  readonly body: Uint8Array | undefined;
  /** The fault of the host. */
  readonly hostFault?: HostFaultKind;
}

/** Records the latest exchanges, for tests and for people. */
export class Recorder {
  /** By id, the oldest first. */
  readonly #kept = new Map<number, KeptExchange>();
  readonly #described = new WeakMap<KeptExchange, RecordedExchange>();
  readonly #clock: Clock;
  readonly #accounts: Accounts;
  readonly #changed: (id: number) => void;
  #characters = 0;
  #lastId = 0;

  /** @param changed called with the id of every exchange that begins or changes */
  constructor(clock: Clock, accounts: Accounts, changed: (id: number) => void) {
    this.#clock = clock;
    this.#accounts = accounts;
    this.#changed = changed;
  }

  /**
   * Records the arrival of a request.
   *
   * @returns its id, for the later calls
   */
  begin({ endpoint, method, host, missing, body, hostFault = 'none' }: Arrival): number {
    const id = ++this.#lastId;
    const fault: RecordedFault | undefined = hostFault === 'none' ? undefined : { kind: hostFault, cause: 'host' };
    const at = this.#clock.milliseconds();
    const arrivedAtMs = performance.now();
    this.#keep({
      id,
      at,
      arrivedAtMs,
      endpoint,
      method,
      host,
      missing,
      request: readRequest(body),
      fault,
      durationMs: undefined,
    });
    return id;
  }

  /** Records the response of the service. */
  answered(id: number, { response, logId, text, injected }: Exchange): void {
    const kept = this.#kept.get(id);
    if (kept === undefined) return;
    const { httpStatus = 200, status, internalStatus, description, proof, missing = [] } = response;
    const fault = response.fault && ({ ...response.fault, cause: injected ? 'fault' : 'scenario' } as const);
    this.#keep({
      ...kept,
      request: proof ? withCodeOf(kept.request, proof) : kept.request,
      missing: [...kept.missing, ...missing],
      verdict: proof?.verdict,
      fault: fault ?? kept.fault,
      response: { httpStatus, status, internalStatus, description, logId, body: text },
    });
  }

  /** Records that the response was sent, or that the connection was closed without one. */
  ended(id: number): void {
    const kept = this.#kept.get(id);
    if (kept !== undefined) this.#keep({ ...kept, durationMs: performance.now() - kept.arrivedAtMs });
  }

  /** The kept exchanges, the oldest first. */
  exchanges({ endpoint, outSubMchId, last = Number.POSITIVE_INFINITY }: ExchangeChoice = {}): RecordedExchange[] {
    const chosen = Array.from(this.#kept.values(), (kept) => this.#describe(kept)).filter(
      (exchange) =>
        (endpoint === undefined || exchange.endpoint === endpoint) &&
        (outSubMchId === undefined || exchange.outSubMchId === outSubMchId),
    );
    return chosen.slice(Math.max(0, chosen.length - last));
  }

  find(id: number): RecordedExchange | undefined {
    const kept = this.#kept.get(id);
    return kept && this.#describe(kept);
  }

  /** Deletes all exchanges. Running calls are not recorded any further. */
  reset(): void {
    this.#kept.clear();
    this.#characters = 0;
  }

  #keep(exchange: KeptExchange): void {
    const { id } = exchange;
    const earlier = this.#kept.get(id);
    this.#kept.set(id, exchange);
    this.#characters += sizeOf(exchange) - (earlier ? sizeOf(earlier) : 0);
    for (const [oldest, kept] of this.#kept) {
      if (this.#kept.size <= limits.exchanges && this.#characters <= limits.characters) break;
      this.#kept.delete(oldest);
      this.#characters -= sizeOf(kept);
    }
    this.#changed(id);
  }

  #describe(kept: KeptExchange): RecordedExchange {
    const described = this.#described.get(kept) ?? describeExchange(kept, this.#accounts);
    this.#described.set(kept, described);
    return described;
  }
}

/**
 * Gives a masked request the code that its client would have sent for it, so that a copy is as right or wrong as the
 * original.
 */
function withCodeOf(request: KeptRequest, { codeOf }: Proof): KeptRequest {
  const { isMasked, text, authenInfo } = request;
  if (!isMasked || codeOf === undefined || authenInfo?.a === undefined) return request;
  return { ...request, authenInfo: { ...authenInfo, a: { ...authenInfo.a, authenCode: codeOf(text) } } };
}
