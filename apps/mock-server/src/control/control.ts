import { type Message, validate } from '@cloudpay/proto';
import { handlers } from '../endpoints/registry.ts';
import type { News } from '../feed/feed.ts';
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

/** The merchant whose signing key the sandbox has made itself, and so knows. */
export type DefaultMerchant = Merchant & { readonly privateKey: string };

/** A hundred years, in seconds. */
const furthest = 100 * 365 * 86_400;

/** What can be done to a sandbox from outside the protocol, as functions. Each has its route below `/sandbox/`. */
export class Control {
  readonly #sandbox: Sandbox;
  readonly #recorder: Recorder;
  readonly #news: News;
  readonly #hosts: readonly Host[];

  /**
   * @param news is told of what no storage notices
   * @param hosts in the order of their URLs
   */
  constructor(sandbox: Sandbox, recorder: Recorder, news: News, hosts: readonly Host[]) {
    this.#sandbox = sandbox;
    this.#recorder = recorder;
    this.#news = news;
    this.#hosts = hosts;
  }

  /** The default merchant. Its RSA key pair is made when first read. */
  get merchant(): DefaultMerchant {
    return this.#sandbox.accounts.default.merchant as DefaultMerchant;
  }

  /** All merchants, the default one first. */
  get merchants(): readonly Merchant[] {
    return Array.from(this.#sandbox.accounts, ({ merchant }) => merchant);
  }

  /**
   * Everything that happened so far.
   *
   * @param of one merchant alone; default: all of them
   * @throws ControlError 404 when there is no such merchant, 400 when `last` is no number from 0
   */
  state(of: StateChoice = {}): SandboxState {
    check(StateChoice, of);
    const { outSubMchId, last = Number.POSITIVE_INFINITY } = of;
    return this.#sandbox.atomically(() => stateOf([...this.#accountsOf(outSubMchId)], last, this.#sandbox));
  }

  /** The names of all calls that the service answers, as they stand in its paths. */
  get endpoints(): readonly string[] {
    return handlers.map(({ endpoint }) => endpoint.path);
  }

  /** What the last four digits of a customer's code bring about. All other digits do as `0000` does. */
  get scenarios(): readonly ScenarioDescription[] {
    return describeScenarios();
  }

  /**
   * The latest calls with their answers, the oldest first: 1,000, or fewer when they are large.
   *
   * @param of some of them
   * @throws ControlError 400 when `last` is no number from 0
   */
  exchanges(of: ExchangeChoice = {}): readonly RecordedExchange[] {
    check(ExchangeChoice, of);
    return this.#recorder.exchanges(of);
  }

  /**
   * A recorded call as a test for Vitest, which sends it to a sandbox of its own and expects the response that was given.
   *
   * @param id of the exchange
   * @throws ControlError 404 when it is not among `exchanges`
   */
  exchangeAsTest(id: number): string {
    const exchange = this.#recorder.find(id);
    if (exchange === undefined) throw new ControlError(404, 'no such exchange');
    const earlier = this.#recorder.exchanges().filter((other) => other.id < id);
    return writeTest(exchange, earlier, (outSubMchId) => outSubMchId === this.merchant.outSubMchId);
  }

  /** How each host is. */
  hosts(): readonly HostState[] {
    return this.#hosts.map((host) => host.state());
  }

  /** Back to the first state, at once; resolves when hosts that were down listen again. The signing keys stay, recorded exchanges do not. */
  async reset(): Promise<void> {
    this.#sandbox.reset();
    this.#recorder.reset();
    this.#news.wasReset();
    await Promise.all(this.#hosts.map((host) => host.fail('none')));
  }

  /**
   * The customer of a waiting order pays.
   *
   * @throws ControlError 404 when there is no such order, 409 when it does not wait
   */
  payOrder(outTradeNo: string): void {
    this.#sandbox.atomically(() => {
      const { order, orders } = this.#waiting(outTradeNo);
      orders.pay(order);
    });
  }

  /**
   * The customer of a waiting order gives up.
   *
   * @throws ControlError 404 when there is no such order, 409 when it does not wait
   */
  declineOrder(outTradeNo: string): void {
    this.#sandbox.atomically(() => {
      const { order, orders } = this.#waiting(outTradeNo);
      orders.stop(order);
    });
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
    check(Fault, fault);
    const { endpoint, fault: kind, times = 1, delayMs: milliseconds } = fault;
    if (!this.endpoints.includes(endpoint)) throw new ControlError(400, 'endpoint: expected the name of a call');
    checkOneOf('fault', kind, faultKinds);
    if (times === 0) this.#sandbox.faults.clear(endpoint);
    else this.#sandbox.faults.add(endpoint, { fault: milliseconds === undefined ? { kind } : { kind, milliseconds }, times });
    this.#news.stateChanged();
  }

  /**
   * From now on the service is exact, or careless about what it does not decide by.
   *
   * @throws ControlError 400 naming what is wrong with the choice
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
   * A host fails, or is healed. One that is down hears no control call either: heal it through another.
   *
   * @param index which of `urls`, from 0
   * @throws ControlError 404 when there is no such host, 400 naming what is wrong with the fault
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
   * From now on payment and refund callbacks go to this URL. What was not received is sent again, three times at most, 30 to 60 s apart.
   *
   * @param target a URL, or a {@link CallbackTarget}; undefined or an empty URL: nowhere
   * @throws ControlError 400 when it is no HTTP URL or names a key or a rule that there is not, 404 when there is no such merchant
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
   * Someone scans a login code: a member of staff, or someone who says no.
   *
   * @throws ControlError 404 when there is no such login, 409 when it does not wait, 400 when the scan says neither who nor no
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
   * The service hands out a new key for encrypted configurations, before the older ones or in their place.
   *
   * @throws ControlError 404 when there is no such merchant
   */
  rotateCiphers({ withdraw = false, outSubMchId }: CipherRotation = {}): void {
    this.#sandbox.atomically(() => {
      for (const { ciphers } of this.#accountsOf(outSubMchId)) ciphers.rotate(withdraw);
    });
  }

  /** @param outSubMchId undefined: every merchant's */
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

/** @throws ControlError 400 naming the field and what may stand there */
function checkOneOf(field: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) throw new ControlError(400, `${field}: expected one of ${choices.join(', ')}`);
}

/** @throws ControlError 400 naming the field that breaks the schema */
function check<T extends object>(type: Message<T>, value: T): void {
  const problem = validate(type, value);
  if (problem) throw new ControlError(400, `${problem.wirePath}: expected ${problem.expected}`);
}
