import { type Message, validate } from '@cloudpay/proto';
import { handlers } from '../endpoints/registry.ts';
import type { ChangeListener } from '../feed/feed.ts';
import { hostFaultKinds } from '../hosts/health.ts';
import type { Host, HostState } from '../hosts/host.ts';
import { ExchangeChoice } from '../record/exchange-choice.ts';
import type { RecordedExchange } from '../record/recorded-exchange.ts';
import type { Recorder } from '../record/recorder.ts';
import { writeTest } from '../record/write-test.ts';
import { faultKinds } from '../service/faults/fault.ts';
import type { Merchant } from '../service/merchant/merchant.ts';
import { isWaiting, type Order, type Orders } from '../service/orders/orders.ts';
import { describeScenarios, type ScenarioDescription } from '../service/orders/scenarios.ts';
import type { Account } from '../service/sandbox/account.ts';
import type { Sandbox } from '../service/sandbox/sandbox.ts';
import { ControlError } from './control-error.ts';
import {
  type CallbackTarget,
  type CipherRotation,
  Fault,
  HostFault,
  type LoginScan,
  MannerChoice,
  StateChoice,
} from './requests.ts';
import { type SandboxState, stateOf } from './state.ts';

/** The default merchant. The sandbox makes its signing keys, so the private key is always known. */
export type DefaultMerchant = Merchant & { readonly privateKey: string };

/** A hundred years, in seconds. */
const maxAdvance = 100 * 365 * 86_400;

/** The control functions of a sandbox, which are not part of the protocol. Each has a route below `/sandbox/`. */
export class Control {
  readonly #sandbox: Sandbox;
  readonly #recorder: Recorder;
  readonly #news: ChangeListener;
  readonly #hosts: readonly Host[];

  /**
   * @param news receives changes that no write to the storage shows
   * @param hosts in the order of their URLs
   */
  constructor(sandbox: Sandbox, recorder: Recorder, news: ChangeListener, hosts: readonly Host[]) {
    this.#sandbox = sandbox;
    this.#recorder = recorder;
    this.#news = news;
    this.#hosts = hosts;
  }

  /** The default merchant. Its RSA key pair is made when it is first read. */
  get merchant(): DefaultMerchant {
    return this.#sandbox.accounts.default.merchant as DefaultMerchant;
  }

  /** All merchants, the default one first. */
  get merchants(): readonly Merchant[] {
    return Array.from(this.#sandbox.accounts, ({ merchant }) => merchant);
  }

  /**
   * The state of the sandbox.
   *
   * @param of options: one merchant, and the latest entries only. Default: everything
   * @throws ControlError 404 if there is no such merchant, 400 if `last` is not a number from 0
   */
  state(of: StateChoice = {}): SandboxState {
    check(StateChoice, of);
    const { outSubMchId, last = Number.POSITIVE_INFINITY } = of;
    return this.#sandbox.atomically(() => stateOf([...this.#accountsOf(outSubMchId)], last, this.#sandbox));
  }

  /** The names of all calls, as in their paths. */
  get endpoints(): readonly string[] {
    return handlers.map(({ endpoint }) => endpoint.path);
  }

  /** The scenarios, by the last four digits of a payment code. All other digits act like `0000`. */
  get scenarios(): readonly ScenarioDescription[] {
    return describeScenarios();
  }

  /**
   * The latest calls with their responses, oldest first. At most 1,000 are kept, fewer if they are large.
   *
   * @param of which exchanges to return
   * @throws ControlError 400 if `last` is not a number from 0
   */
  exchanges(of: ExchangeChoice = {}): readonly RecordedExchange[] {
    check(ExchangeChoice, of);
    return this.#recorder.exchanges(of);
  }

  /**
   * Writes a recorded call as a Vitest test. The test sends it to a sandbox of its own and expects the recorded response.
   *
   * @param id of the exchange
   * @throws ControlError 404 if it is not among `exchanges`
   */
  exchangeAsTest(id: number): string {
    const exchange = this.#recorder.find(id);
    if (exchange === undefined) throw new ControlError(404, 'no such exchange');
    const earlier = this.#recorder.exchanges().filter((other) => other.id < id);
    return writeTest(exchange, earlier, (outSubMchId) => outSubMchId === this.merchant.outSubMchId);
  }

  /** The state of each host. */
  hosts(): readonly HostState[] {
    return this.#hosts.map((host) => host.state());
  }

  /**
   * Resets the sandbox to its first state. Resolves when hosts that were down listen again. Signing keys are kept; recorded
   * exchanges are deleted.
   */
  async reset(): Promise<void> {
    this.#sandbox.reset();
    this.#recorder.reset();
    this.#news.wasReset();
    await Promise.all(this.#hosts.map((host) => host.fail('none')));
  }

  /**
   * Lets the customer of a waiting order pay.
   *
   * @throws ControlError 404 if there is no such order, 409 if it does not wait
   */
  payOrder(outTradeNo: string): void {
    this.#sandbox.atomically(() => {
      const { order, orders } = this.#waiting(outTradeNo);
      orders.pay(order);
    });
  }

  /**
   * Lets the customer of a waiting order cancel.
   *
   * @throws ControlError 404 if there is no such order, 409 if it does not wait
   */
  declineOrder(outTradeNo: string): void {
    this.#sandbox.atomically(() => {
      const { order, orders } = this.#waiting(outTradeNo);
      orders.stop(order);
    });
  }

  /**
   * Moves the server's clock forward. Waits that become due end.
   *
   * @param seconds from 0 to a hundred years
   * @throws ControlError 400 if the seconds are out of range
   */
  advanceClock(seconds: number): void {
    const isForwards = typeof seconds === 'number' && seconds >= 0 && seconds <= maxAdvance;
    if (!isForwards) throw new ControlError(400, `advance_seconds: expected a number from 0 to ${maxAdvance}`);
    this.#sandbox.clock.advance(seconds);
  }

  /**
   * Makes the next calls of an endpoint fail, after the faults that were injected earlier.
   *
   * @throws ControlError 400 naming the wrong field
   */
  injectFault(fault: Fault): void {
    check(Fault, fault);
    const { endpoint, fault: kind, times = 1, delayMs: milliseconds } = fault;
    if (!this.endpoints.includes(endpoint)) throw new ControlError(400, 'endpoint: expected the name of a call');
    checkOneOf('fault', kind, faultKinds);
    if (times === 0) this.#sandbox.faults.clear(endpoint);
    else this.#sandbox.faults.add(endpoint, { fault: milliseconds === undefined ? { kind } : { kind, milliseconds }, times });
    this.#news.stateChanged();
  }

  /**
   * Chooses whether the service echoes values exactly, or rewrites values that decide nothing.
   *
   * @throws ControlError 400 naming the wrong field
   */
  setManner(choice: MannerChoice): void {
    check(MannerChoice, choice);
    const { manner, for: whom } = choice;
    checkOneOf('manner', manner, ['exact', 'careless']);
    if (whom !== undefined) checkOneOf('for', whom, ['terminals']);
    this.#sandbox.manners.change(manner === 'careless' && whom !== undefined ? 'terminals' : manner);
    this.#news.stateChanged();
  }

  /**
   * Makes a host fail, or repairs it. A host that is down does not receive control calls either: repair it through another
   * host.
   *
   * @param index position in `urls`, from 0
   * @throws ControlError 404 if there is no such host, 400 naming the wrong field
   */
  async failHost(index: number, fault: HostFault): Promise<void> {
    check(HostFault, fault);
    const host = this.#hosts[index];
    if (host === undefined) throw new ControlError(404, 'no such host');
    checkOneOf('fault', fault.fault, hostFaultKinds);
    await host.fail(fault.fault, fault.delayMs);
    this.#news.stateChanged();
  }

  /**
   * Sets the URL for callbacks of payments and refunds. A callback that is not received is sent again, up to three times,
   * after 30 to 60 s.
   *
   * @param target a URL, or a {@link CallbackTarget}; undefined or an empty URL turns callbacks off
   * @throws ControlError 400 if it is not an HTTP URL, or if its key or rule does not exist; 404 if there is no such
   * merchant
   */
  sendCallbacksTo(target: string | CallbackTarget | undefined): void {
    const {
      url,
      key = 'provider',
      rule = 'http200',
      outSubMchId,
    }: CallbackTarget = typeof target === 'object' ? target : { url: target };
    checkOneOf('key', key, ['provider', 'merchant']);
    checkOneOf('rule', rule, ['http200', 'status0']);
    const isHttp = !url || /^https?:$/.test(URL.parse(url)?.protocol ?? '');
    if (!isHttp) throw new ControlError(400, 'url: expected an http or https URL');
    this.#sandbox.atomically(() => {
      for (const { callbacks } of this.#accountsOf(outSubMchId)) callbacks.sendTo({ url: url || undefined, key, rule });
    });
  }

  /**
   * Scans a login code, as a member of staff or as someone who denies the login.
   *
   * @throws ControlError 404 if there is no such login, 409 if it does not wait, 400 if the scan has neither `staffId` nor
   * `deny`
   */
  scanLogin(activator: string, { staffId, deny = false }: LoginScan): void {
    const logins = this.#sandbox.accounts.find((account) => account.logins.get(activator) !== undefined)?.logins;
    const login = logins?.get(activator);
    if (logins === undefined || login === undefined) throw new ControlError(404, 'no such login');
    const { state } = logins.outcome(login);
    if (state !== 'waiting') throw new ControlError(409, `the login does not wait for a scan: it is ${state}`);
    if (!deny && !staffId) throw new ControlError(400, 'staff_id: expected a staff number, or deny: true');
    this.#sandbox.atomically(() => logins.scan(login, deny ? false : (staffId as string)));
  }

  /**
   * Makes a new key for encrypted configurations. The older keys stay valid unless they are withdrawn.
   *
   * @throws ControlError 404 if there is no such merchant
   */
  rotateCiphers({ withdraw = false, outSubMchId }: CipherRotation = {}): void {
    this.#sandbox.atomically(() => {
      for (const { ciphers } of this.#accountsOf(outSubMchId)) ciphers.rotate(withdraw);
    });
  }

  /** @param outSubMchId undefined for all merchants */
  #accountsOf(outSubMchId: string | undefined): Iterable<Account> {
    const { accounts } = this.#sandbox;
    if (outSubMchId === undefined) return accounts;
    const account = accounts.get(outSubMchId);
    if (account === undefined) throw new ControlError(404, 'no such merchant');
    return [account];
  }

  #waiting(outTradeNo: string): { readonly order: Order; readonly orders: Orders } {
    const orders = this.#sandbox.accounts.owning(outTradeNo)?.orders;
    const order = orders?.find(outTradeNo);
    if (orders === undefined || order === undefined) throw new ControlError(404, 'no such order');
    if (!isWaiting(order)) throw new ControlError(409, `the order does not wait for its customer: it is ${order.stage}`);
    return { order, orders };
  }
}

/** @throws ControlError 400 naming the field and its allowed values */
function checkOneOf(field: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) throw new ControlError(400, `${field}: expected one of ${choices.join(', ')}`);
}

/** @throws ControlError 400 naming the field that breaks the schema */
function check<T extends object>(type: Message<T>, value: T): void {
  const problem = validate(type, value);
  if (problem) throw new ControlError(400, `${problem.wirePath}: expected ${problem.expected}`);
}
