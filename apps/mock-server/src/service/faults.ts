import type { Mishap } from '../wire/mishaps.ts';

/** What is to happen to the next calls of an endpoint. */
export interface Fault {
  readonly mishap: Mishap;
  readonly times: number;
}

/** Mishaps that someone asked for: the next calls of an endpoint misbehave, in the order asked for. Not kept across a restart. */
export class Faults {
  readonly #byEndpoint = new Map<string, readonly Fault[]>();

  add(endpoint: string, fault: Fault): void {
    this.#byEndpoint.set(endpoint, [...(this.#byEndpoint.get(endpoint) ?? []), fault]);
  }

  /** The mishap of this call, if it has one. */
  take(endpoint: string): Mishap | undefined {
    const [next, ...later] = this.#byEndpoint.get(endpoint) ?? [];
    if (next === undefined) return undefined;
    const left = next.times > 1 ? [{ ...next, times: next.times - 1 }] : [];
    this.#byEndpoint.set(endpoint, [...left, ...later]);
    return next.mishap;
  }

  /** Those that are still to come, by endpoint. */
  pending(): ReadonlyMap<string, readonly Fault[]> {
    return this.#byEndpoint;
  }

  clear(endpoint: string): void {
    this.#byEndpoint.delete(endpoint);
  }

  reset(): void {
    this.#byEndpoint.clear();
  }
}
