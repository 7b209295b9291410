import { publish } from '../base/tracing.ts';
import type { Clock } from '../models/clock.ts';
import type { HostMessage } from './channels.ts';

interface Host {
  readonly baseUrl: string;
  /** Consecutive failures. */
  failures: number;
  /** Do not use the host until this moment of the monotonic clock. */
  avoidedUntil: number;
}

/** How long a host is avoided after its first failure, in milliseconds. Each further failure doubles it, up to the longest. */
const firstAvoidance = 15_000;
const longestAvoidance = 300_000;

/**
 * Chooses the host: stay on a working host, leave a failing one at once, and return to a preferred host when its avoidance
 * has ended and it answers a ping.
 */
export class Hosts {
  readonly #hosts: readonly Host[];
  readonly #clock: Clock;
  #current: Host;

  /** @param baseUrls in order of preference; at least one */
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

  /**
   * Returns a preferred host whose avoidance has ended, to be pinged. It is not returned again until that ping has ended or
   * timed out.
   */
  hostToProbe(pingTimeout: number): string | undefined {
    if (this.#current === this.#hosts[0]) return undefined;
    const now = this.#clock.monotonic();
    const host = this.#hosts.slice(0, this.#hosts.indexOf(this.#current)).find((item) => item.avoidedUntil <= now);
    if (host === undefined) return undefined;
    host.avoidedUntil = now + 2 * pingTimeout;
    return host.baseUrl;
  }

  /** Records that a host answered a ping, and uses it. Its failures are reset only by a successful call. */
  answeredPing(baseUrl: string): void {
    const host = this.#find(baseUrl);
    host.avoidedUntil = 0;
    if (this.#hosts.indexOf(host) < this.#hosts.indexOf(this.#current)) this.#use(host, 'recovered');
  }

  /** Records a successful call. */
  succeeded(baseUrl: string): void {
    const host = this.#find(baseUrl);
    host.failures = 0;
    host.avoidedUntil = 0;
  }

  /** Records that a host was unreachable, did not answer, or sent an invalid response. The next call uses another host. */
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

  /** The next host in the list that is not avoided. If all are, the one whose avoidance ends first. */
  #next(after: Host, now: number): Host {
    const at = this.#hosts.indexOf(after);
    const others = [...this.#hosts.slice(at + 1), ...this.#hosts.slice(0, at)];
    const good = others.find((host) => host.avoidedUntil <= now);
    return good ?? [...others, after].reduce((best, host) => (host.avoidedUntil < best.avoidedUntil ? host : best));
  }
}
