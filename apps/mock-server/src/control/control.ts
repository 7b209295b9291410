import { validate } from '@cloudpay/proto';
import { endpoints } from '../endpoints/registry.ts';
import { isWaiting, type Order } from '../service/orders/orders.ts';
import type { Sandbox } from '../service/sandbox.ts';
import { mishapKinds } from '../wire/mishaps.ts';
import { ControlError } from './control-error.ts';
import { type CipherRotation, Fault, type LoginScan } from './requests.ts';
import { type SandboxState, stateOf } from './state.ts';

/** A hundred years, in seconds. */
const furthest = 100 * 365 * 86_400;

/** The control API as functions; the routes below `/sandbox/` call these too. */
export class Control {
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** Everything that happened so far. */
  state(): SandboxState {
    return this.#sandbox.atomically(() => stateOf(this.#sandbox));
  }

  /** Back to the first state. The signing keys stay. */
  reset(): void {
    this.#sandbox.reset();
  }

  /**
   * The customer of a waiting order pays.
   *
   * @throws ControlError 404 when there is no such order, 409 when it does not wait
   */
  payOrder(outTradeNo: string): void {
    this.#sandbox.atomically(() => this.#sandbox.orders.pay(this.#waitingOrder(outTradeNo)));
  }

  /**
   * The customer of a waiting order gives up.
   *
   * @throws ControlError 404 when there is no such order, 409 when it does not wait
   */
  declineOrder(outTradeNo: string): void {
    this.#sandbox.atomically(() => this.#sandbox.orders.stop(this.#waitingOrder(outTradeNo)));
  }

  /**
   * Moves the server's clock forward; waits that become due end.
   *
   * @throws ControlError 400 when the seconds are no number from 0 to a hundred years' worth
   */
  advanceClock(seconds: number): void {
    const isForwards = typeof seconds === 'number' && seconds >= 0 && seconds <= furthest;
    if (!isForwards) throw new ControlError(400, `advance_seconds: expected a number from 0 to ${furthest}`);
    this.#sandbox.clock.advance(seconds);
  }

  /**
   * The next calls of an endpoint misbehave, after the faults asked for earlier.
   *
   * @throws ControlError 400 naming what is wrong with the fault
   */
  injectFault(fault: Fault): void {
    const { endpoint, fault: kind, times = 1, delayMs: milliseconds } = fault;
    const problem = validate(Fault, fault);
    if (problem) throw new ControlError(400, `${problem.wirePath}: expected ${problem.expected}`);
    if (!endpoints.some(({ name }) => name === endpoint)) throw new ControlError(400, 'endpoint: expected the name of a call');
    if (!mishapKinds.includes(kind)) throw new ControlError(400, `fault: expected one of ${mishapKinds.join(', ')}`);
    if (times === 0) this.#sandbox.faults.clear(endpoint);
    else this.#sandbox.faults.add(endpoint, { mishap: milliseconds === undefined ? { kind } : { kind, milliseconds }, times });
  }

  /**
   * From now on payment and refund callbacks go to this URL, each again and again until it is answered with status 0.
   *
   * @param url undefined or empty: nowhere
   * @throws ControlError 400 when it is no HTTP URL
   */
  sendCallbacksTo(url: string | undefined): void {
    const isHttp = !url || /^https?:$/.test(URL.parse(url)?.protocol ?? '');
    if (!isHttp) throw new ControlError(400, 'url: expected an http or https URL');
    this.#sandbox.callbacks.sendTo(url || undefined);
  }

  /**
   * Someone scans a login code: a member of staff, or someone who says no.
   *
   * @throws ControlError 404 when there is no such login, 409 when it does not wait, 400 when the scan says neither who nor no
   */
  scanLogin(activator: string, { staffId, deny = false }: LoginScan): void {
    const { logins } = this.#sandbox;
    const login = logins.get(activator);
    if (login === undefined) throw new ControlError(404, 'no such login');
    const { state } = logins.outcome(login);
    if (state !== 'waiting') throw new ControlError(409, `the login does not wait for a scan: it is ${state}`);
    if (!deny && !staffId) throw new ControlError(400, 'staff_id: expected a staff number, or deny: true');
    this.#sandbox.atomically(() => logins.scan(login, deny ? false : (staffId as string)));
  }

  /** The service hands out a new key for encrypted configurations, before the older ones or in their place. */
  rotateCiphers({ withdraw = false }: CipherRotation = {}): void {
    this.#sandbox.atomically(() => this.#sandbox.ciphers.rotate(withdraw));
  }

  #waitingOrder(outTradeNo: string): Order {
    const order = this.#sandbox.orders.find(outTradeNo);
    if (order === undefined) throw new ControlError(404, 'no such order');
    if (!isWaiting(order)) throw new ControlError(409, `the order does not wait for its customer: it is ${order.stage}`);
    return order;
  }
}
