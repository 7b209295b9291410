import type { KeyObject } from 'node:crypto';
import { type Endpoint, Status } from '@cloudpay/proto';
import { ArgumentError, CloudPayError, type ErrorCode, type ErrorOutcome } from '../base/errors.ts';
import { nodeCrypto } from '../base/node-crypto.ts';
import { traced } from '../base/tracing.ts';
import { joinUsers } from '../base/users.ts';
import { checkMessage } from '../models/check-message.ts';
import { checkExchangeTimeout } from '../models/check-timeout.ts';
import { type Clock, systemClock } from '../models/clock.ts';
import type { ServiceConfiguration } from '../models/configuration.ts';
import type { CallOptions, ExchangeOptions, Success } from './call-options.ts';
import { numbersIn } from './channels.ts';
import { openResponse, sealRequest, WrongCodeError } from './envelope.ts';
import type { CallEvent, CallFacts, CallListener } from './events.ts';
import { Hosts } from './hosts.ts';
import { connectionLost } from './http-failure.ts';
import { type Pong, pingHost, pingTimeout } from './ping.ts';
import { readSuccess } from './read-success.ts';
import { SeenCodes } from './seen-codes.ts';
import type { ResponseHead, Transport } from './transport.ts';

/** What a client needs from outside. Tests and simulations replace these parts. */
export interface ClientPorts {
  /** Sends the requests. Several clients may share it; the last one to close closes it. */
  readonly transport: Transport;
  readonly clock?: Clock;
  /** Returns a number from 0 up to, but not including, 1. Used for the jitter of retries. */
  readonly random?: () => number;
  /** Receives an event for each request and response. */
  readonly onEvent?: CallListener;
}

/** The errors that make a host suspect. */
const hostFailures: ReadonlySet<ErrorCode> = new Set([
  'NOT_CONNECTED',
  'CONNECTION_LOST',
  'TIMEOUT',
  'HTTP_ERROR',
  'UNVERIFIED_RESPONSE',
]);

/** How far the machine's clock may run ahead of the monotonic clock before it counts as a jump, in milliseconds. */
const clockDrift = 1_000;

/**
 * A connection to Cloud Pay. It encodes, sends, verifies and decodes single calls.
 * This class holds no key: it also serves calls before a login. Without a key it accepts only responses of endpoints marked
 * `answeredBeforeKey`. `CloudPayClient` adds the merchant's key.
 */
export class BaseClient {
  readonly configuration: ServiceConfiguration;
  readonly clock: Clock;
  /** Returns a number from 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly #listener: CallListener | undefined;
  readonly #transport: Transport;
  readonly #leaveTransport: () => boolean;
  readonly #hosts: Hosts;
  readonly #closing = new AbortController();
  readonly #abortingOnClose = new WeakSet<AbortSignal>();
  #calls = 0;
  readonly #seenCodes = new SeenCodes();
  #hasVerified = false;
  /** Whether the most recent authentication code was right. */
  #keyVerifies = false;
  /**
   * For each host, as of its last ping: the difference between the service's clock and the monotonic clock, and between the
   * machine's clock and the monotonic clock. In milliseconds.
   */
  readonly #offsets = new Map<string, { readonly service: number; readonly machine: number }>();
  /** The host that answered the last ping. */
  #clockHost: string | undefined;

  /** @param configuration from `createServiceConfiguration` */
  constructor(configuration: ServiceConfiguration, ports: ClientPorts) {
    this.configuration = configuration;
    this.clock = ports.clock ?? systemClock;
    this.random = ports.random ?? Math.random;
    this.#listener = ports.onEvent;
    this.#transport = ports.transport;
    this.#leaveTransport = joinUsers(ports.transport);
    this.#hosts = new Hosts(configuration.baseUrls, this.clock);
  }

  /** The first key signs requests. A response may verify under any of them. Empty as long as no key is known. */
  protected get authenKeys(): readonly KeyObject[] {
    return [];
  }

  /** The base URLs of the hosts, in the order of preference. */
  get hosts(): readonly string[] {
    return this.configuration.baseUrls;
  }

  /** Whether any response so far verified under one of the keys. */
  get hasVerified(): boolean {
    return this.#hasVerified;
  }

  /** Aborts when the client is closed. Pauses between calls use it too. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * Registers a signal that is known to abort when the client is closed. Calls under it then need no combined signal. Each
   * signal made by `AbortSignal.any` stays referenced from {@link closed}, which lives as long as the client.
   */
  abortsOnClose(signal: AbortSignal): void {
    this.#abortingOnClose.add(signal);
  }

  /**
   * Calls an endpoint once, on the current host or on `options.host`. Never retries.
   *
   * @param content the request's fields without `nonceStr`
   * @returns the decoded response payload, and facts about the response
   * @throws ArgumentError before anything is sent, if the content breaks the schema or `host` is not one of {@link hosts}
   * @throws CloudPayError `SERVICE_REFUSED` (status 101, 102, 104), `SERVICE_UNCERTAIN` (3, 103), or a failure of transport
   * or verification
   * @example
   * const client = createClient(configurationFromEnv());
   * const { outSubMchId } = client.configuration;
   * const content = { outSubMchId, pageNum: 1, pageSize: 1 };
   * const { response } = await client.call(sdkQuerySubMchInfoEndpoint, content);
   */
  async call<Request extends { nonceStr?: string }, Response extends object>(
    endpoint: Endpoint<Request, Response>,
    content: Omit<Request, 'nonceStr'>,
    options: ExchangeOptions = {},
  ): Promise<Success<Response>> {
    const { clock } = this;
    const [authenKey] = this.authenKeys;
    const request = { ...content, nonceStr: newNonce() } as Request;
    const credential = options.credential ?? (authenKey && { authenKey });
    const sealed = sealRequest(checkMessage(endpoint.request, request), credential);
    if (options.timeout !== undefined) checkExchangeTimeout(options.timeout);
    if (this.closed.aborted) throw closedError('failed');
    const { path } = endpoint;
    const host = this.#hostFor(options);
    const numbers = numbersIn(content);
    return traced(
      'cloudpay:call',
      clock,
      () => ({ endpoint: path, host, ...numbers }),
      () => this.#exchange(endpoint, sealed, { callId: ++this.#calls, endpoint: path, host, ...numbers }, options),
      ({ logId }, end) => end({ status: Status.Succeeded, logId }),
    );
  }

  /** One request to one host, and what its response says. */
  async #exchange<Response extends object>(
    endpoint: Endpoint<object, Response>,
    sealed: string,
    facts: CallFacts,
    options: CallOptions,
  ): Promise<Success<Response>> {
    const { authenKeys, clock } = this;
    const { endpoint: path, host } = facts;
    const url = `${host}/cpay/${path}`;
    const start = clock.monotonic();
    const timeout = options.timeout ?? this.configuration.timeout;
    if (this.#listener !== undefined) this.#emit({ type: 'request', ...facts, bytes: Buffer.byteLength(sealed) });
    let head: ResponseHead | undefined;
    const onHead = (value: ResponseHead) => {
      head = value;
    };
    try {
      const signal = this.#withClose(options.signal);
      const text = await this.#transport.post({ url, body: sealed, timeout, signal, onHead });
      const response = openResponse(endpoint, text, authenKeys, { url, head });
      const { authenCode } = response;
      const fresh = authenCode !== undefined && this.#seenCodes.isFirst(authenCode);
      if (authenCode !== undefined) {
        this.#hasVerified = true;
        this.#keyVerifies = true;
      }
      this.#hosts.succeeded(host);
      if (this.#listener !== undefined) {
        const { status, internalStatus, logId, authenticated } = response;
        const durationMs = clock.monotonic() - start;
        const result = { durationMs, status, internalStatus, ...(logId !== undefined && { logId }), authenticated };
        this.#emit({ type: 'response', ...facts, ...result });
      }
      return readSuccess(endpoint, response, { host, fresh });
    } catch (thrown) {
      const isClosed =
        this.closed.aborted && options.signal?.aborted !== true && thrown instanceof CloudPayError && thrown.code === 'ABORTED';
      const error = withLocation(isClosed ? closedError(thrown.outcome) : thrown, path, host);
      if (error instanceof WrongCodeError && this.#keyVerifies) {
        this.#keyVerifies = false;
        this.#emit({ type: 'keyNoLongerVerifies', ...facts });
      }
      if (error.status === undefined) {
        // If the caller set a timeout shorter than the default, a timeout says little about the host.
        const isHostFailure =
          hostFailures.has(error.code) && (error.code !== 'TIMEOUT' || timeout >= this.configuration.timeout);
        if (isHostFailure) this.#hosts.failed(host);
        this.#emit({
          type: 'failure',
          ...facts,
          durationMs: clock.monotonic() - start,
          code: error.code,
          outcome: error.outcome,
        });
      }
      throw error;
    }
  }

  /**
   * Pings the current host, then the others in turn until one answers. That host becomes the current one. A ping also opens
   * a connection for the next call, and measures the service's clock. Endpoint `ping`; `prober_dns` in the C configuration.
   *
   * @param options `timeout` for each host, in milliseconds, default 2,000; `host` to ping only that one
   * @returns the host that answered, its clock, and the round trip
   * @throws CloudPayError the last host's failure, if no host answers
   * @example
   * const client = createClient(configurationFromEnv());
   * const { roundTrip } = await client.ping();
   */
  async ping(options: CallOptions & { readonly host?: string } = {}): Promise<Pong> {
    if (options.host !== undefined) return this.#ping(options.host, options);
    for (let rest = this.hosts.length; ; rest -= 1) {
      const host = this.#hosts.current();
      try {
        return await this.#ping(host, options);
      } catch (error) {
        if (options.signal?.aborted) throw error;
        if (this.closed.aborted) throw closedError('failed');
        this.#hosts.failed(host);
        if (rest <= 1) throw error;
      }
    }
  }

  /**
   * The service's clock, in milliseconds since 1970. Changing the machine's clock does not affect it. It is undefined
   * before the first ping. It is also undefined when the machine's clock has run ahead of the monotonic clock, until the
   * next ping: the machine may have slept, and some monotonic clocks stop during sleep.
   *
   * @param host base URL; default: the host of the last ping
   */
  serviceNow(host = this.#clockHost): number | undefined {
    const offsets = host === undefined ? undefined : this.#offsets.get(host);
    if (offsets === undefined) return undefined;
    const now = this.clock.monotonic();
    const ranAhead = this.clock.now() - now - offsets.machine;
    return ranAhead > clockDrift ? undefined : now + offsets.service;
  }

  /** The host that {@link serviceNow} uses by default: the one that answered the last ping. */
  get clockHost(): string | undefined {
    return this.#clockHost;
  }

  /** Aborts all running calls. Closes the transport unless another client still uses it. A second call does nothing. */
  close(): void {
    this.#closing.abort(closedError('unknown'));
    if (this.#leaveTransport()) this.#transport.close();
  }

  async #ping(baseUrl: string, { timeout, signal: callerSignal }: CallOptions): Promise<Pong> {
    const signal = this.#withClose(callerSignal);
    const pong = await pingHost(this.#transport, baseUrl, () => this.clock.monotonic(), { timeout, signal });
    // The response gives whole seconds, and was written during the round trip. The clock is exact to within the sum of
    // both.
    const now = this.clock.monotonic();
    this.#offsets.set(baseUrl, { service: pong.serviceTime - now, machine: this.clock.now() - now });
    this.#clockHost = baseUrl;
    return pong;
  }

  /** Pings a preferred host in the background, and returns to it if it answers. */
  #probe(): void {
    if (this.configuration.proberDns === 0) return;
    const host = this.#hosts.hostToProbe(pingTimeout);
    if (host === undefined) return;
    this.#ping(host, {}).then(
      () => this.#hosts.answeredPing(host),
      () => this.#hosts.failed(host),
    );
  }

  /** The host given in the options, or else the current host. */
  #hostFor({ host }: ExchangeOptions): string {
    if (host === undefined) {
      this.#probe();
      return this.#hosts.current();
    }
    if (this.hosts.includes(host)) return host;
    throw new ArgumentError('host', '应为 client.hosts 之一 (must be one of client.hosts)');
  }

  /** A signal that aborts with the caller's signal and when the client is closed. */
  #withClose(signal: AbortSignal | undefined): AbortSignal {
    if (signal === undefined || signal === this.closed) return this.closed;
    return this.#abortingOnClose.has(signal) ? signal : AbortSignal.any([signal, this.closed]);
  }

  #emit(event: CallEvent): void {
    try {
      this.#listener?.(event);
    } catch {
      // An error in a listener must not break a payment.
    }
  }
}

/** 32 hex digits with 122 random bits. Node generates random UUIDs in batches, so this is cheap. */
function newNonce(): string {
  return nodeCrypto().randomUUID().replaceAll('-', '');
}

/** What a call of a closed client comes to. */
export function closedError(outcome: ErrorOutcome): CloudPayError {
  return new CloudPayError('客户端已关闭 (the client is closed)', { code: 'CLOSED', outcome });
}

function withLocation(thrown: unknown, endpoint: string, host: string): CloudPayError {
  // A custom transport may throw anything. The request may have left.
  const error = thrown instanceof CloudPayError ? thrown : connectionLost(thrown);
  for (const [key, value] of Object.entries({ endpoint, host })) {
    if (!(key in error) && Object.isExtensible(error)) Object.defineProperty(error, key, { value, enumerable: true });
  }
  return error;
}
