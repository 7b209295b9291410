import type { CallFault } from './fault.ts';

/** A fault for the next calls of an endpoint. */
export interface PlannedFault {
  readonly fault: CallFault;
  readonly times: number;
}

/**
 * The injected faults: the next calls of an endpoint fail, in the order in which the faults were added. They are not kept
 * across a restart.
 */
export class PlannedFaults {
  readonly #byEndpoint = new Map<string, readonly PlannedFault[]>();

  add(endpoint: string, planned: PlannedFault): void {
    this.#byEndpoint.set(endpoint, [...(this.#byEndpoint.get(endpoint) ?? []), planned]);
  }

  /** Returns the fault of this call, if there is one, and counts it as used. */
  take(endpoint: string): CallFault | undefined {
    const [next, ...later] = this.#byEndpoint.get(endpoint) ?? [];
    if (next === undefined) return undefined;
    const left = next.times > 1 ? [{ ...next, times: next.times - 1 }] : [];
    this.#byEndpoint.set(endpoint, [...left, ...later]);
    return next.fault;
  }

  /** The faults of later calls, by endpoint. */
  pending(): ReadonlyMap<string, readonly PlannedFault[]> {
    return this.#byEndpoint;
  }

  clear(endpoint: string): void {
    this.#byEndpoint.delete(endpoint);
  }

  reset(): void {
    this.#byEndpoint.clear();
  }
}
