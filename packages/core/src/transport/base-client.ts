import type { KeyObject } from 'node:crypto';
import { decode, type Endpoint, Status } from '@cloudpay/proto';
import { ArgumentError, CloudPayError, type ErrorCode, type ErrorOutcome } from '../base/errors.ts';
import { nodeCrypto } from '../base/node-crypto.ts';
import { traced } from '../base/tracing.ts';
import { joinUsers } from '../base/users.ts';
import { checkMessage } from '../models/check-message.ts';
import { checkExchangeTimeout } from '../models/check-timeout.ts';
import { type Clock, systemClock } from '../models/clock.ts';
import type { ServiceConfiguration } from '../models/configuration.ts';
import { numbersIn } from './channels.ts';
import { type Credential, type OpenedResponse, openResponse, sealRequest, WrongCodeError } from './envelope.ts';
import type { CallEvent, CallFacts, CallListener } from './events.ts';
import { Hosts } from './hosts.ts';
import { connectionLost } from './http-failure.ts';
import { type Pong, pingHost, pingTimeout } from './ping.ts';
import { unreadable } from './response-errors.ts';
import { SeenCodes } from './seen-codes.ts';
import type { ResponseHead, Transport } from './transport.ts';

/** The parts of the world that a client touches. Tests, simulations and special networks bring their own. */
export interface ClientPorts {
  /** What requests leave by. Clients may share it: it is closed with the last of them. */
  readonly transport: Transport;
  readonly clock?: Clock;
  /** From 0 up to 1, for the jitter of repetitions. */
  readonly random?: () => number;
  /** Receives an event for each request and response. */
  readonly onEvent?: CallListener;
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call early; the error is `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the call gives up; the error is `TIMEOUT`. Default: the configuration's `timeout`. */
  readonly timeout?: number | undefined;
}

/** What one call of the client takes, beside its content. */
export interface ExchangeOptions extends CallOptions {
  /** Milliseconds until the call gives up, at most 30,000; the error is `TIMEOUT`. Default: the configuration's `timeout`. */
  readonly timeout?: number | undefined;
  /** What vouches for the request. Default: the merchant's authentication key, where the client has one. */
  readonly credential?: Credential;
  /** Base URL of the host to ask, one of the client's `hosts`. Default: the one that is good now. */
  readonly host?: string | undefined;
}

/** What a successful call (status 0) brought. */
export interface Success<Response> {
  readonly response: Response;
  /**
   * Set when nothing stood under the endpoint's own key: the response may be another call's. `response` holds what stood under one of the
   * `otherResponseKeys`, and is empty where the endpoint `mayLackPayload` and nothing stood there either.
   */
  readonly lacksPayload?: true;
  readonly logId: string | undefined;
  /** Whether this client sees the authentication code of the response for the first time. A response without a code is never fresh. */
  readonly fresh: boolean;
  /** Base URL of the host that answered. */
  readonly host: string;
}

/** The errors that make a host suspect. */
const hostFailures: ReadonlySet<ErrorCode> = new Set([
  'NOT_CONNECTED',
  'CONNECTION_LOST',
  'TIMEOUT',
  'HTTP_ERROR',
  'UNVERIFIED_RESPONSE',
]);

/** By so much the machine's clock may run ahead of the monotonic one and pass for drift, in milliseconds. */
const clockDrift = 1_000;

/**
 * A connection to Cloud Pay: encodes, sends, verifies and decodes single calls. It holds no key, as long as there is none: before a login.
 * Without a code it believes only what an endpoint that is `answeredBeforeKey` tells. `CloudPayClient` is this with a merchant's key.
 */
export class BaseClient {
  readonly configuration: ServiceConfiguration;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly #observer: CallListener | undefined;
  readonly #transport: Transport;
  readonly #leaveTransport: () => boolean;
  readonly #hosts: Hosts;
  readonly #closing = new AbortController();
  readonly #closedWith = new WeakSet<AbortSignal>();
  #calls = 0;
  readonly #seenCodes = new SeenCodes();
  #hasVerified = false;
  /** Whether the latest code that came was right. */
  #keyVerifies = false;
  /** By host: what to add to the monotonic clock to get the service's, and the machine's, as the last ping found them. */
  readonly #offsets = new Map<string, { readonly service: number; readonly machine: number }>();
  /** The host that answered the last ping. */
  #clockHost: string | undefined;

  /** @param configuration from `createServiceConfiguration` */
  constructor(configuration: ServiceConfiguration, ports: ClientPorts) {
    this.configuration = configuration;
    this.clock = ports.clock ?? systemClock;
    this.random = ports.random ?? Math.random;
    this.#observer = ports.onEvent;
    this.#transport = ports.transport;
    this.#leaveTransport = joinUsers(ports.transport);
    this.#hosts = new Hosts(configuration.baseUrls, this.clock);
  }

  /** The first signs requests, all verify responses. None, where no key is known yet. */
  protected get authenKeys(): readonly KeyObject[] {
    return [];
  }

  /** The base URLs of the hosts, in the order of preference. */
  get hosts(): readonly string[] {
    return this.configuration.baseUrls;
  }

  /** Whether a response has verified under the key: then the key is right, or was. */
  get hasVerified(): boolean {
    return this.#hasVerified;
  }

  /** Aborts when the client is closed; whatever waits in the client's name waits with it. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * Promises that a signal aborts when the client is closed, so that calls under it need no other: each signal that `AbortSignal.any` makes
   * leaves a trace on {@link closed}, which lives as long as the client.
   */
  abortsOnClose(signal: AbortSignal): void {
    this.#closedWith.add(signal);
  }

  /**
   * Calls an endpoint once, on the host that is good now or on `options.host`. Nothing is repeated here.
   *
   * @param content what the endpoint takes, without its `nonceStr`
   * @throws ArgumentError before anything is sent, when the content breaks the schema or `host` is not one of {@link hosts}
   * @throws CloudPayError `SERVICE_REFUSED` (status 101, 102, 104), `SERVICE_UNCERTAIN` (3, 103), or a failure of transport or verification
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
    if (this.#observer !== undefined) this.#emit({ type: 'request', ...facts, bytes: Buffer.byteLength(sealed) });
    let head: ResponseHead | undefined;
    const onHead = (told: ResponseHead) => {
      head = told;
    };
    try {
      const signal = this.#untilClosed(options.signal);
      const text = await this.#transport.post({ url, body: sealed, timeout, signal, onHead });
      const response = openResponse(endpoint, text, authenKeys, { url, head });
      const { authenCode } = response;
      const fresh = authenCode !== undefined && this.#seenCodes.isFirst(authenCode);
      if (authenCode !== undefined) {
        this.#hasVerified = true;
        this.#keyVerifies = true;
      }
      this.#hosts.succeeded(host);
      if (this.#observer !== undefined) {
        const { status, internalStatus, logId, authenticated } = response;
        const durationMs = clock.monotonic() - start;
        const told = { durationMs, status, internalStatus, ...(logId !== undefined && { logId }), authenticated };
        this.#emit({ type: 'response', ...facts, ...told });
      }
      return readSuccess(endpoint, response, { host, fresh });
    } catch (thrown) {
      const isClosed =
        this.closed.aborted && options.signal?.aborted !== true && thrown instanceof CloudPayError && thrown.code === 'ABORTED';
      const error = located(isClosed ? closedError(thrown.outcome) : thrown, path, host);
      if (error instanceof WrongCodeError && this.#keyVerifies) {
        this.#keyVerifies = false;
        this.#emit({ type: 'keyNoLongerVerifies', ...facts });
      }
      if (error.status === undefined) {
        // A call that its caller cut short of the usual time says little about the host.
        const isTheHosts = hostFailures.has(error.code) && (error.code !== 'TIMEOUT' || timeout >= this.configuration.timeout);
        if (isTheHosts) this.#hosts.failed(host);
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
   * Pings the good host, and the others in turn until one answers, which is the good one from then on. It opens a connection, which the
   * next call finds warm, and learns the service's clock. C configuration `prober_dns`, endpoint `ping`.
   *
   * @param options `timeout` for each host, in milliseconds; default 2,000
   * @throws CloudPayError the last host's failure, when none answers
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
   * The service's clock in milliseconds since 1970; undefined before a ping has told it. Setting the machine's clock back does not move it. After
   * the machine's clock ran ahead it is undefined until the next ping: the machine may have slept, and some monotonic clocks sleep with it.
   */
  serviceNow(host = this.#clockHost): number | undefined {
    const offsets = host === undefined ? undefined : this.#offsets.get(host);
    if (offsets === undefined) return undefined;
    const now = this.clock.monotonic();
    const ranAhead = this.clock.now() - now - offsets.machine;
    return ranAhead > clockDrift ? undefined : now + offsets.service;
  }

  /** The host whose clock {@link serviceNow} tells: the one that answered the last ping. */
  get clockHost(): string | undefined {
    return this.#clockHost;
  }

  /** Stops what is under way, and closes the transport unless another client still uses it. */
  close(): void {
    this.#closing.abort(closedError('unknown'));
    if (this.#leaveTransport()) this.#transport.close();
  }

  async #ping(baseUrl: string, { timeout, signal: callers }: CallOptions): Promise<Pong> {
    const signal = this.#untilClosed(callers);
    const pong = await pingHost(this.#transport, baseUrl, () => this.clock.monotonic(), { timeout, signal });
    // The response tells whole seconds, some part of the round trip ago: the clock is right to within both.
    const now = this.clock.monotonic();
    this.#offsets.set(baseUrl, { service: pong.serviceTime - now, machine: this.clock.now() - now });
    this.#clockHost = baseUrl;
    return pong;
  }

  /** Comes back to a preferred host once it answers a ping again. Nobody waits for it. */
  #probe(): void {
    if (this.configuration.proberDns === 0) return;
    const host = this.#hosts.worthAProbe(pingTimeout);
    if (host === undefined) return;
    this.#ping(host, {}).then(
      () => this.#hosts.answersPing(host),
      () => this.#hosts.failed(host),
    );
  }

  /** The host that a call asks for, or the one that is good now. */
  #hostFor({ host }: ExchangeOptions): string {
    if (host === undefined) {
      this.#probe();
      return this.#hosts.current();
    }
    if (this.hosts.includes(host)) return host;
    throw new ArgumentError('host', '应为 client.hosts 之一 (must be one of client.hosts)');
  }

  /** Aborts with the caller's signal, and when the client is closed. */
  #untilClosed(signal: AbortSignal | undefined): AbortSignal {
    if (signal === undefined || signal === this.closed) return this.closed;
    return this.#closedWith.has(signal) ? signal : AbortSignal.any([signal, this.closed]);
  }

  #emit(event: CallEvent): void {
    try {
      this.#observer?.(event);
    } catch {
      // An observer cannot break a payment.
    }
  }
}

/** Text that no request of this key has had: 32 hex digits, 122 random bits. Node draws them for many calls at a time. */
function newNonce(): string {
  return nodeCrypto().randomUUID().replaceAll('-', '');
}

function readSuccess<Response extends object>(
  endpoint: Endpoint<object, Response>,
  opened: OpenedResponse,
  from: { readonly fresh: boolean; readonly host: string },
): Success<Response> {
  const { status, internalStatus, logId, content } = opened;
  const { path, responseKey, otherResponseKeys = [] } = endpoint;
  if (status !== Status.Succeeded) throw refusal(path, opened, from);
  const key = [responseKey, ...otherResponseKeys].find((name) => (content[name] ?? undefined) !== undefined);
  if (key === undefined && !endpoint.mayLackPayload) {
    // Authentic, but another call's: replayed in the place of ours.
    throw new CloudPayError('应答不是该接口的 (the response is another call’s)', {
      code: 'UNVERIFIED_RESPONSE',
      outcome: 'unknown',
      endpoint: path,
      ...from,
    });
  }
  try {
    const wrongTypes = endpoint.exactResponse ? 'refuse' : 'keep';
    const response = decode(endpoint.response, key === undefined ? {} : content[key], { wrongTypes });
    return { response, ...(key !== responseKey && { lacksPayload: true }), logId, ...from };
  } catch (cause) {
    throw unreadable(path, { status, internalStatus, ...(logId !== undefined && { logId }), cause });
  }
}

/** The statuses that say for certain that this request did nothing. */
const refusals: ReadonlySet<number> = new Set([Status.InvalidCall, Status.NumberUsed, Status.Failed]);

function refusal(
  endpoint: string,
  { status, internalStatus, logId, description, authenticated }: OpenedResponse,
  from: { readonly fresh: boolean; readonly host: string },
): CloudPayError {
  const refused = refusals.has(status);
  return new CloudPayError(`${withoutCodes(description) || '未说明原因 (no reason given)'} [${status}/${internalStatus}]`, {
    code: refused ? 'SERVICE_REFUSED' : 'SERVICE_UNCERTAIN',
    outcome: refused ? 'failed' : 'unknown',
    status,
    internalStatus,
    ...(logId !== undefined && { logId }),
    endpoint,
    authenticated,
    ...from,
  });
}

/** A description could quote the request: long runs of digits may be a payment code. */
function withoutCodes(description: string): string {
  return description.replace(/\d{10,}/g, '…');
}

/** What a call of a closed client comes to. */
export function closedError(outcome: ErrorOutcome): CloudPayError {
  return new CloudPayError('客户端已关闭 (the client is closed)', { code: 'CLOSED', outcome });
}

function located(thrown: unknown, endpoint: string, host: string): CloudPayError {
  // A transport of the caller's own may throw anything; whether the request left is not known then.
  const error = thrown instanceof CloudPayError ? thrown : connectionLost(thrown);
  for (const [key, value] of Object.entries({ endpoint, host })) {
    if (!(key in error) && Object.isExtensible(error)) Object.defineProperty(error, key, { value, enumerable: true });
  }
  return error;
}
