/**
 * The sandbox: a Cloud Pay service that runs anywhere. Start it with {@link startMockServer}.
 *
 * @module @cloudpay/mock-server
 */
import { Control } from './control/control.ts';
import { received } from './control/received.ts';
import { ClientClock } from './environment/client-clock.ts';
import type { TimeSource } from './environment/clock.ts';
import { Feed } from './feed/feed.ts';
import { checkMerchants } from './fixture/check.ts';
import { readFixture } from './fixture/read.ts';
import type { MerchantFixture } from './fixture/schema.ts';
import { Health } from './hosts/health.ts';
import { Host } from './hosts/host.ts';
import type { RecordedExchange } from './record/recorded-exchange.ts';
import { Recorder } from './record/recorder.ts';
import { createServer } from './server.ts';
import type { Manner } from './service/manners/manners.ts';
import { defaultMerchant } from './service/merchant/default-merchant.ts';
import type { Merchant } from './service/merchant/merchant.ts';
import { Sandbox } from './service/sandbox/sandbox.ts';
import { observed } from './store/observed.ts';
import { openSqlite } from './store/sqlite.ts';
import { inMemory } from './store/storage.ts';

export type { DefaultMerchant } from './control/control.ts';
export { ControlError } from './control/control-error.ts';
export type {
  CallbackTarget,
  CipherRotation,
  Fault,
  HostFault,
  LoginScan,
  MannerChoice,
  MerchantChoice,
  StateChoice,
} from './control/requests.ts';
export type {
  CallbackState,
  LoginState,
  MerchantName,
  OrderState,
  PendingFault,
  RefundState,
  SandboxState,
} from './control/state.ts';
export type { Diagnosis, Mistake } from './diagnosis/diagnosis.ts';
export type { MistakeName } from './diagnosis/mistakes.ts';
export type { ClientClock } from './environment/client-clock.ts';
export type { TimeSource } from './environment/clock.ts';
export { FixtureError } from './fixture/fixture-error.ts';
export type { MerchantFixture } from './fixture/schema.ts';
export type { HostFaultKind } from './hosts/health.ts';
export type { HostState } from './hosts/host.ts';
export type { ExchangeChoice } from './record/exchange-choice.ts';
export type {
  RecordedExchange,
  RecordedFault,
  RecordedRequest,
  RecordedResponse,
  WireContent,
} from './record/recorded-exchange.ts';
export type { FaultKind } from './service/faults/fault.ts';
export type { Manner } from './service/manners/manners.ts';
export type { Merchant } from './service/merchant/merchant.ts';
export type { OrderStage } from './service/orders/order-states.ts';
export type { ScenarioDescription } from './service/orders/scenarios.ts';
export type { Verdict } from './wire/verdict.ts';

/** Options of {@link startMockServer}. */
export interface MockServerOptions extends TimeSource {
  /** Default: 0, a free port. Further hosts use the ports after it. */
  readonly port?: number;
  /**
   * The address to listen on. Default: `127.0.0.1`. The control API accepts only callers on this machine, whatever the
   * address.
   */
  readonly host?: string;
  /** The number of hosts, which share one state. Default: 1. */
  readonly hosts?: number;
  /**
   * An SQLite file that keeps the state across restarts. It is created if it is missing. Default: the state ends with the
   * server.
   */
  readonly db?: string;
  /** A JSON or YAML file with further merchants. */
  readonly fixture?: string;
  /** Further merchants, besides the default one and those of `fixture`. */
  readonly merchants?: readonly MerchantFixture[];
  /** Makes random values the same at every run: log ids, nonces, tokens, keys, the platforms' numbers. Default: random. */
  readonly seed?: number;
  /**
   * How the service writes values that decide nothing. `exact` (the default) echoes every byte. `careless` rewrites them as
   * other systems do. `terminals` rewrites them only as far as official terminals can read the response. Amounts, states
   * and numbers are always exact.
   */
  readonly manner?: Manner;
  /** How long a client may take to send a request, in milliseconds. Default: 15,000. */
  readonly requestTimeout?: number;
  /** Receives log lines: one JSON object per line, without bodies or secrets. Default: no log. */
  readonly log?: {
    /** Writes one line, including its line end. */
    write(line: string): void;
  };
}

/** The configuration of a merchant's client, including the addresses of this server. */
export interface ClientConfiguration
  extends Pick<Merchant, 'outMchId' | 'outSubMchId' | 'outShopId' | 'deviceId' | 'cloudCashierId' | 'authenKey'> {
  readonly baseUrls: readonly string[];
}

/** Options of {@link MockServer.close}. */
export interface CloseOptions {
  /** Time for running calls to end, in milliseconds. Default: 0, they are cut off. */
  readonly within?: number;
}

/** The functions of the control API. */
export type ControlFunctions = { readonly [Name in keyof Control]: Control[Name] };

/** A running sandbox. */
export interface MockServer extends ControlFunctions, AsyncDisposable {
  /** For example `http://127.0.0.1:8787`. */
  readonly url: string;
  /** The URLs of all hosts; `url` is the first. */
  readonly urls: readonly string[];
  /**
   * The configuration for a client of the default merchant, including the addresses of this server: `new
   * Payments(server.configuration)`.
   */
  readonly configuration: ClientConfiguration;
  /**
   * A clock for the client under test: `new Payments({ ...server.configuration, clock: server.clock })`. A pause takes no
   * real time: it moves the sandbox's clock instead. Use it for one client only; the pauses of several clients would end in
   * the order in which they began.
   */
  readonly clock: ClientClock;
  /**
   * Waits until a call has been handled. It resolves before the client receives the response, so a test can change the
   * order first, for example with `payOrder`.
   *
   * @param endpoint for example `micro_pay`
   * @param nth which call of this endpoint, from 1. Default: 1
   * @throws ControlError 400 if there is no such endpoint
   */
  received(endpoint: string, nth?: number): Promise<RecordedExchange>;
  /** The configuration for a client of any of `merchants`. */
  configurationOf(merchant: Merchant): ClientConfiguration;
  /** Stops listening, closes all connections, and resolves when all are closed. */
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Starts a Cloud Pay sandbox. Several may run in one process.
 *
 * @param options see {@link MockServerOptions}; all are optional
 * @returns the running server; close it with `close` or `await using`
 * @throws FixtureError naming the field of a merchant that cannot be served
 * @example
 * await using server = await startMockServer();
 * await using payments = new Payments(server.configuration);
 * // pay with the code 134520273825380000, then:
 * server.state().orders[0]?.paid; // true
 */
export async function startMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  const { port = 0, host = '127.0.0.1', hosts: hostCount = 1, requestTimeout = 15_000, log, db } = options;
  if (!Number.isInteger(hostCount) || hostCount < 1) throw new RangeError('hosts: expected a whole number from 1');
  const merchants = await merchantsOf(options);
  const feed = new Feed();
  const storage = observed(db === undefined ? inMemory : openSqlite(db), () => feed.stateChanged());
  const sandbox = new Sandbox(storage, merchants, options);
  const recorder = new Recorder(sandbox.clock, sandbox.accounts, (id) => feed.exchangeChanged(id));
  const hosts: Host[] = [];
  const control = new Control(sandbox, recorder, feed, hosts);
  const service = { sandbox, control, recorder, feed };
  const close = async ({ within = 0 }: CloseOptions = {}) => {
    await Promise.all(hosts.map((one) => one.close(within)));
    sandbox.close();
  };
  try {
    for (let index = 0; index < hostCount; index++) {
      const health = new Health();
      const one = new Host(createServer(service, { index, health }, { requestTimeout, log }), health);
      hosts.push(one);
      await one.listen(host, port === 0 ? 0 : port + index);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const urls = hosts.map((one) => one.url);
  const configurationOf = ({ outMchId, outSubMchId, outShopId, deviceId, cloudCashierId, authenKey }: Merchant) => {
    return { outMchId, outSubMchId, outShopId, deviceId, cloudCashierId, authenKey, baseUrls: urls };
  };
  return {
    url: urls[0] as string,
    urls,
    merchant: control.merchant,
    merchants: control.merchants,
    endpoints: control.endpoints,
    scenarios: control.scenarios,
    configuration: configurationOf(control.merchant),
    configurationOf,
    state: (of) => control.state(of),
    exchanges: (of) => control.exchanges(of),
    exchangeAsTest: (id) => control.exchangeAsTest(id),
    received: (endpoint, nth) => received(control, feed, endpoint, nth),
    clock: new ClientClock(sandbox.clock),
    hosts: () => control.hosts(),
    reset: () => control.reset(),
    payOrder: (outTradeNo) => control.payOrder(outTradeNo),
    declineOrder: (outTradeNo) => control.declineOrder(outTradeNo),
    scanLogin: (activator, scan) => control.scanLogin(activator, scan),
    rotateCiphers: (rotation) => control.rotateCiphers(rotation),
    advanceClock: (seconds) => control.advanceClock(seconds),
    injectFault: (fault) => control.injectFault(fault),
    setManner: (choice) => control.setManner(choice),
    failHost: (index, fault) => control.failHost(index, fault),
    sendCallbacksTo: (target) => control.sendCallbacksTo(target),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

/** @throws FixtureError naming the field of a merchant that cannot be served */
async function merchantsOf({ fixture, merchants = [] }: MockServerOptions): Promise<readonly MerchantFixture[]> {
  const inFile = fixture === undefined ? [] : await readFixture(fixture);
  checkMerchants(inFile, [defaultMerchant]);
  checkMerchants(merchants, [defaultMerchant, ...inFile]);
  return [...inFile, ...merchants];
}
