import type { CallFault } from './fault.ts';

/** What is to happen to the next calls of an endpoint. */
export interface PlannedFault {
  readonly fault: CallFault;
  readonly times: number;
}

/** Faults that someone asked for: the next calls of an endpoint misbehave, in the order asked for. Not kept across a restart. */
export class PlannedFaults {
  readonly #byEndpoint = new Map<string, readonly PlannedFault[]>();

  add(endpoint: string, planned: PlannedFault): void {
    this.#byEndpoint.set(endpoint, [...(this.#byEndpoint.get(endpoint) ?? []), planned]);
  }

  /** The fault of this call, if it has one. */
  take(endpoint: string): CallFault | undefined {
    const [next, ...later] = this.#byEndpoint.get(endpoint) ?? [];
    if (next === undefined) return undefined;
    const left = next.times > 1 ? [{ ...next, times: next.times - 1 }] : [];
    this.#byEndpoint.set(endpoint, [...left, ...later]);
    return next.fault;
  }

  /** Those that are still to come, by endpoint. */
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
