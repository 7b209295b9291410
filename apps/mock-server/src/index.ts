/**
 * The sandbox: a Cloud Pay that runs anywhere. Start with {@link startMockServer}.
 *
 * @module @cloudpay/mock-server
 */
import type { AddressInfo } from 'node:net';
import { Control } from './control/control.ts';
import type { CipherRotation, Fault, LoginScan } from './control/requests.ts';
import type { SandboxState } from './control/state.ts';
import { createServer } from './server.ts';
import type { TimeSource } from './service/clock.ts';
import type { Merchant } from './service/merchant/merchant.ts';
import { Sandbox } from './service/sandbox.ts';
import { openSqlite } from './store/sqlite.ts';
import { inMemory } from './store/storage.ts';

export { ControlError } from './control/control-error.ts';
export type { CipherRotation, Fault, LoginScan } from './control/requests.ts';
export type { CallbackState, LoginState, OrderState, RefundState, SandboxState } from './control/state.ts';
export type { TimeSource } from './service/clock.ts';
export type { Merchant } from './service/merchant/merchant.ts';
export type { MishapKind } from './wire/mishaps.ts';

/** Options of {@link startMockServer}. */
export interface MockServerOptions extends TimeSource {
  /** Default 0: a free port. */
  readonly port?: number;
  /** The address to listen on. Default `127.0.0.1`. The control API answers loopback callers alone, wherever the server listens. */
  readonly host?: string;
  /** A file that keeps the state across restarts (SQLite); made when it is missing. Default: the state ends with the server. */
  readonly db?: string;
  /** Makes log ids, nonces and the platforms' numbers the same at every run. Default: random. */
  readonly seed?: number;
  /** Within how many milliseconds a request must have arrived whole. Default 15,000. */
  readonly requestTimeout?: number;
  /** Where log lines go: one JSON object a line, without bodies or secrets. Default: nowhere. */
  readonly log?: {
    /** Takes one line, with its end. */
    write(line: string): void;
  };
}

/** The default merchant and the server's address, in the names of the SDK's configuration. */
export interface ClientConfiguration
  extends Pick<Merchant, 'outMchId' | 'outSubMchId' | 'outShopId' | 'deviceId' | 'cloudCashierId' | 'authenKey'> {
  readonly baseUrls: readonly string[];
}

/** A running sandbox. Its functions mirror the control API. */
export interface MockServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:8787`. */
  readonly url: string;
  /** The default merchant. Its RSA key pair is made when first read. */
  readonly merchant: Merchant;
  /** What a client of the default merchant is configured with, this server's address included: `new Payments(server.configuration)`. */
  readonly configuration: ClientConfiguration;
  /** Everything that happened so far. */
  state(): SandboxState;
  /** Back to the first state. The signing keys stay. */
  reset(): void;
  /** The customer of a waiting order pays. */
  payOrder(outTradeNo: string): void;
  /** The customer of a waiting order gives up. */
  declineOrder(outTradeNo: string): void;
  /** Someone scans a login code: a member of staff, or someone who says no. */
  scanLogin(activator: string, scan: LoginScan): void;
  /** A new key for encrypted configurations is handed out, before the older ones or in their place. */
  rotateCiphers(rotation?: CipherRotation): void;
  /** Moves the server's clock forward; late answers and held connections that become due go on. */
  advanceClock(seconds: number): void;
  /** The next calls of an endpoint misbehave, after the faults asked for earlier. */
  injectFault(fault: Fault): void;
  /** From now on payment and refund callbacks go to this URL, each until it is answered with status 0. Undefined: nowhere. */
  sendCallbacksTo(url: string | undefined): void;
  /** Stops listening, closes every connection, and resolves when all is closed. */
  close(): Promise<void>;
}

/**
 * Starts a Cloud Pay sandbox. Any number may run side by side, in one process.
 *
 * @example
 * await using server = await startMockServer();
 * await using payments = new Payments(server.configuration);
 * // pay with the code 134520273825380000, then:
 * server.state().orders[0]?.paid; // true
 */
export async function startMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  const { port = 0, host = '127.0.0.1', requestTimeout = 15_000, log, seed, db } = options;
  const sandbox = new Sandbox(db === undefined ? inMemory : openSqlite(db), options, seed);
  const control = new Control(sandbox);
  const server = createServer(sandbox, control, { requestTimeout, log });
  const close = async () => {
    await server.close();
    sandbox.close();
  };
  try {
    await server.listen({ port, host });
  } catch (error) {
    await close();
    throw error;
  }
  const url = urlOf(server.server.address() as AddressInfo);
  const { outMchId, outSubMchId, outShopId, deviceId, cloudCashierId, authenKey } = sandbox.merchant;
  return {
    url,
    merchant: sandbox.merchant,
    configuration: { outMchId, outSubMchId, outShopId, deviceId, cloudCashierId, authenKey, baseUrls: [url] },
    state: () => control.state(),
    reset: () => control.reset(),
    payOrder: (outTradeNo) => control.payOrder(outTradeNo),
    declineOrder: (outTradeNo) => control.declineOrder(outTradeNo),
    scanLogin: (activator, scan) => control.scanLogin(activator, scan),
    rotateCiphers: (rotation) => control.rotateCiphers(rotation),
    advanceClock: (seconds) => control.advanceClock(seconds),
    injectFault: (fault) => control.injectFault(fault),
    sendCallbacksTo: (url) => control.sendCallbacksTo(url),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A wildcard address is reached by the loopback one. */
function urlOf({ address, family, port }: AddressInfo): string {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[address] ?? (family === 'IPv6' ? `[${address}]` : address);
  return `http://${reachable}:${port}`;
}
