import { publish } from '../base/tracing.ts';
import type { Clock } from '../models/clock.ts';
import type { HostMessage } from './channels.ts';

interface Host {
  readonly baseUrl: string;
  /** Failures since the last call that succeeded. */
  failures: number;
  /** On the monotonic clock: the host is avoided until then. */
  avoidedUntil: number;
}

/** The first avoidance of a host that failed, doubled with each further failure up to the longest, in milliseconds. */
const firstAvoidance = 15_000;
const longestAvoidance = 300_000;

/**
 * Which host to use: stay on a good one, leave a bad one at once, come back to a preferred one when its time is up and it answers again.
 */
export class Hosts {
  readonly #hosts: readonly Host[];
  readonly #clock: Clock;
  #current: Host;

  /** @param baseUrls in the order of preference; at least one */
  constructor(baseUrls: readonly string[], clock: Clock) {
    this.#hosts = baseUrls.map((baseUrl) => ({ baseUrl, failures: 0, avoidedUntil: 0 }));
    this.#clock = clock;
    const [first] = this.#hosts;
    if (first === undefined) throw new RangeError('no host');
    this.#current = first;
  }

  /** The base URL to use now. */
  current(): string {
    return this.#current.baseUrl;
  }

  /** A preferred host whose time of avoidance is up: worth a ping. It is not named again before that ping can have ended. */
  worthAProbe(pingTimeout: number): string | undefined {
    if (this.#current === this.#hosts[0]) return undefined;
    const now = this.#clock.monotonic();
    const host = this.#hosts.slice(0, this.#hosts.indexOf(this.#current)).find((item) => item.avoidedUntil <= now);
    if (host === undefined) return undefined;
    host.avoidedUntil = now + 2 * pingTimeout;
    return host.baseUrl;
  }

  /** A host answered a ping: use it. It has to answer a call before its failures are forgotten. */
  answersPing(baseUrl: string): void {
    const host = this.#find(baseUrl);
    host.avoidedUntil = 0;
    if (this.#hosts.indexOf(host) < this.#hosts.indexOf(this.#current)) this.#use(host, 'recovered');
  }

  /** A host answered a call as it should. */
  succeeded(baseUrl: string): void {
    const host = this.#find(baseUrl);
    host.failures = 0;
    host.avoidedUntil = 0;
  }

  /** A host could not be reached, did not answer, or answered rubbish: the next call goes elsewhere. */
  failed(baseUrl: string): void {
    const now = this.#clock.monotonic();
    const host = this.#find(baseUrl);
    host.avoidedUntil = now + Math.min(firstAvoidance * 2 ** host.failures, longestAvoidance);
    host.failures += 1;
    // Calls in flight that fail on a host already left change nothing.
    if (this.#current === host) this.#use(this.#next(host, now), 'failed');
  }

  #use(host: Host, reason: HostMessage['reason']): void {
    if (host === this.#current) return;
    const from = this.#current.baseUrl;
    this.#current = host;
    publish('cloudpay:host', { from, to: host.baseUrl, reason } satisfies HostMessage);
  }

  #find(baseUrl: string): Host {
    const host = this.#hosts.find((item) => item.baseUrl === baseUrl);
    if (host === undefined) throw new RangeError(`no host ${baseUrl}`);
    return host;
  }

  /** The next host in the list that is not avoided; when all are, the one whose time is up first. */
  #next(after: Host, now: number): Host {
    const at = this.#hosts.indexOf(after);
    const others = [...this.#hosts.slice(at + 1), ...this.#hosts.slice(0, at)];
    const good = others.find((host) => host.avoidedUntil <= now);
    return good ?? [...others, after].reduce((best, host) => (host.avoidedUntil < best.avoidedUntil ? host : best));
  }
}
