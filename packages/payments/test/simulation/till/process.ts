import type { Callback, JournalStore, OrderOutcome, Payment, RefundOutcome } from '../../../src/index.ts';
import { MachineClock } from '../machine-clock.ts';
import { between, chance, pick } from '../random.ts';
import { key } from '../service/envelope.ts';
import type { Facts, Told } from '../told.ts';
import type { Sdk, World } from '../world-parts.ts';
import { journalOf } from './journal.ts';

/** What a payment is asked for with. */
export interface PaymentPlan {
  readonly outTradeNo: string;
  readonly totalFee: number;
  /** Undefined: a scan-code payment. */
  readonly authorCode: string | undefined;
  readonly payPlatform: 1 | 2;
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal;
}

interface Settings {
  /** Milliseconds for one call. */
  readonly timeout?: number | undefined;
  readonly microPayQueryOrderInterval?: number | undefined;
  readonly microPayQueryOrderCount?: number | undefined;
}

/** Slack for the writes to the journal around a wait, and for the one step that may outlast it. */
const slack = 1_500;

/** One process at one till, from its start to its end or crash. It writes down all that the SDK tells. */
export class TillProcess {
  readonly index: number;
  readonly machine: MachineClock;
  readonly payments: InstanceType<Sdk['Payments']>;
  /** The process's own view of the journal. */
  readonly journal: JournalStore;
  readonly deviceId: string;
  isClosed = false;
  readonly settings: Settings;
  readonly #world: World;
  readonly #receive: (body: string) => void;

  constructor(world: World, deviceId: string, settings: Settings = {}) {
    const { random, hardships, time, network, sdk, ledger } = world;
    this.#world = world;
    this.deviceId = deviceId;
    this.settings = settings;
    this.index = world.nextProcess++;
    this.machine = new MachineClock(time);
    if (hardships.wrongClocks) this.machine.offset = between(random, -86_400_000, 86_400_000);
    const handle = sdk.createMemoryJournal({ sharedWith: world.store, isAlive: () => this.machine.isAlive() });
    this.journal = journalOf(
      handle,
      this.machine,
      random,
      () => (world.isCalm ? 'sound' : hardships.journal),
      ledger,
      this.index,
    );
    this.payments = new sdk.Payments({
      outMchId: 'simulatedmch00000000',
      outSubMchId: 'simulatedsub00000000',
      outShopId: 'simulatedshop0000000',
      deviceId,
      machineNo: `Machine-${deviceId}`,
      cloudCashierId: 'sz010002cz',
      authenKey: key,
      baseUrls: network.hosts,
      transport: network.transport(this.machine, this.index),
      clock: this.machine,
      random,
      journal: this.journal,
      ...settings,
    });
    const handler = this.payments.callbackHandler((callback) => this.#hear(callback), { onError: () => {} });
    this.#receive = (body) => this.machine.run(() => void handler(body));
    world.callbacks.receivers.add(this.#receive);
  }

  get isRunning(): boolean {
    return this.machine.isRunning && !this.isClosed;
  }

  crash(): void {
    this.#world.callbacks.receivers.delete(this.#receive);
    this.#world.ended.set(this.index, this.#world.time.elapsed);
    this.machine.crash();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.#world.ended.set(this.index, this.#world.time.elapsed);
    this.#world.callbacks.receivers.delete(this.#receive);
    await this.payments.close();
  }

  async warmUp(): Promise<void> {
    await this.payments.warmUp().catch(() => undefined);
  }

  /** Starts a payment. @returns undefined when it was refused before anything was sent */
  async start(plan: PaymentPlan): Promise<Payment | undefined> {
    const { outTradeNo, totalFee, authorCode, payPlatform, timeout, signal } = plan;
    const request = { outTradeNo, totalFee, body: pick(this.#world.random, ['coffee', 'tea']) };
    const options = { timeout, signal };
    const before = this.#departures(outTradeNo);
    this.#world.started.set(outTradeNo, this.#world.time.elapsed);
    try {
      const payment = await (authorCode === undefined
        ? this.payments.scanCodePay({ ...request, payPlatform }, options)
        : this.payments.microPay({ ...request, authorCode }, options));
      this.#world.accepted.push(outTradeNo);
      void this.#watchProgress(payment);
      return payment;
    } catch (error) {
      const { code } = this.#expected(error);
      const left = this.#departures(outTradeNo) - before;
      if (left > 0) this.#world.violations.push(`${outTradeNo}: refused with ${code}, but ${left} requests left`);
      return undefined;
    }
  }

  /** Takes a payment to its outcome. */
  async pay(plan: PaymentPlan): Promise<OrderOutcome | undefined> {
    const start = this.machine.running();
    const payment = await this.start(plan);
    if (payment === undefined) return undefined;
    return this.outcomeOf(payment, plan, start);
  }

  async outcomeOf(payment: Payment, plan: PaymentPlan, start: number): Promise<OrderOutcome> {
    const outcome = await payment.result();
    const { microPayQueryOrderCount: count = 25, microPayQueryOrderInterval: interval = 6 } = this.settings;
    const mayTake = plan.timeout ?? (plan.authorCode === undefined ? 300_000 : count * interval * 1_000);
    const wasStopped = plan.signal?.aborted === true || this.isClosed;
    this.#tellOrder(plan.outTradeNo, 'wait', outcome, { start, mayTake, wasStopped });
    return outcome;
  }

  /** What a till does first when it starts. */
  async resume(timeout?: number): Promise<Told[]> {
    const start = this.machine.running();
    const mayTake = timeout ?? 150_000;
    const told: Told[] = [];
    try {
      for await (const resumed of this.payments.resume({ timeout })) {
        const { outTradeNo, outcome } = resumed;
        const item =
          resumed.kind === 'refund'
            ? this.#tellRefund({ outTradeNo, outRefundNo: resumed.outRefundNo }, 'resume', resumed.outcome, { start, mayTake })
            : this.#tellOrder(outTradeNo, 'resume', outcome as OrderOutcome, { start, mayTake });
        told.push(item);
      }
    } catch (error) {
      this.#expected(error);
    }
    const took = this.machine.running() - start;
    if (took > mayTake + this.#slack()) this.#world.violations.push(`resume took ${took} ms of ${mayTake}`);
    return told;
  }

  async query(outTradeNo: string): Promise<OrderOutcome | undefined> {
    const start = this.machine.running();
    try {
      const outcome = await this.payments.queryOrder({ outTradeNo });
      this.#tellOrder(outTradeNo, 'query', outcome, { start, mayTake: this.#patience() });
      return outcome;
    } catch (error) {
      this.#expected(error);
      return undefined;
    }
  }

  async cancel(outTradeNo: string): Promise<string> {
    const { cancellations, told, time } = this.#world;
    const start = this.machine.running();
    cancellations.set(outTradeNo, (cancellations.get(outTradeNo) ?? 0) + 1);
    let result: string;
    let error: Told['error'];
    try {
      ({ result, error } = await this.payments.cancelOrder({ outTradeNo }));
    } catch (thrown) {
      result = this.#expected(thrown).code;
    }
    const took = this.machine.running() - start;
    const mayTake = 3 * this.#patience() + this.#slack();
    told.push({
      what: 'cancel',
      by: 'cancel',
      at: time.elapsed,
      process: this.index,
      outTradeNo,
      result,
      error,
      took,
      mayTake,
    });
    return result;
  }

  async refund(outTradeNo: string, outRefundNo: string, refundFee: number, timeout?: number): Promise<string> {
    const { refundsAsked, told, time } = this.#world;
    const start = this.machine.running();
    const facts = { outTradeNo, outRefundNo, refundFee };
    const mayTake = timeout ?? 150_000 + 3 * this.#patience();
    try {
      const refund = await this.payments.refund({ outTradeNo, outRefundNo, refundFee }, { timeout });
      refundsAsked.set(outRefundNo, { outTradeNo, refundFee });
      const outcome = await refund.result();
      this.#tellRefund(facts, 'wait', outcome, { start, mayTake, wasStopped: this.isClosed });
      return outcome.result;
    } catch (error) {
      const { code } = this.#expected(error);
      told.push({ what: 'refund', by: 'wait', at: time.elapsed, process: this.index, ...facts, result: code });
      return code;
    }
  }

  #departures(outTradeNo: string): number {
    const { observation } = this.#world;
    return observation.of(outTradeNo, ['micro_pay', 'scan_code_pay']).filter(({ process }) => process === this.index).length;
  }

  /** An error that the SDK may throw: of its own kind. */
  #expected(error: unknown): { code: string } {
    if (error instanceof this.#world.sdk.CloudPayError && error.code !== 'INTERNAL_ERROR') return error;
    throw error;
  }

  #patience(): number {
    return 3 * (this.settings.timeout ?? 5_000);
  }

  #slack(): number {
    return slack + (this.#world.hardships.journal === 'slow' ? 300_000 : 0);
  }

  async #watchProgress(payment: Payment): Promise<void> {
    const { outTradeNo } = payment;
    for await (const step of payment) {
      if (step.type === 'settled') return;
      const { time, told } = this.#world;
      const facts = 'order' in step ? factsOf(step.order) : step.type === 'awaitingPayment' ? { codeUrl: step.codeUrl } : {};
      told.push({ what: 'order', by: 'progress', at: time.elapsed, process: this.index, outTradeNo, result: step.type, facts });
    }
  }

  #hear(callback: Callback): void {
    if (callback.type === 'payment') {
      const { order, outcome } = callback;
      this.#tellOrder(order.outTradeNo ?? '', 'callback', outcome);
      return;
    }
    for (const { refund, outcome } of callback.refunds) {
      const { outTradeNo = '', outRefundNo = '' } = refund;
      this.#tellRefund({ outTradeNo, outRefundNo }, 'callback', outcome);
    }
  }

  #tellOrder(outTradeNo: string, by: Told['by'], outcome: OrderOutcome, duration?: Duration): Told {
    const facts: Facts = {
      ...('order' in outcome && outcome.order !== undefined && factsOf(outcome.order)),
      ...(outcome.result === 'partlyRefunded' && { refundedFee: outcome.refundedFee }),
      ...(outcome.result === 'awaitingPayment' && { codeUrl: outcome.codeUrl }),
    };
    const needsPerson = outcome.result === 'unknown' && outcome.needsPerson;
    return this.#tell(
      { what: 'order', by, outTradeNo, result: outcome.result, error: outcome.error, needsPerson, facts },
      duration,
    );
  }

  #tellRefund(
    refund: { outTradeNo: string; outRefundNo: string; refundFee?: number },
    by: Told['by'],
    outcome: RefundOutcome,
    duration?: Duration,
  ): Told {
    const facts = outcome.refund && factsOf(outcome.refund);
    return this.#tell({ what: 'refund', by, ...refund, result: outcome.result, error: outcome.error, facts }, duration);
  }

  #tell(what: Omit<Told, 'at' | 'process' | 'took' | 'mayTake' | 'wasStopped'>, duration?: Duration): Told {
    const { told, time } = this.#world;
    const item: Told = {
      ...what,
      at: time.elapsed,
      process: this.index,
      ...(duration && {
        took: this.machine.running() - duration.start,
        mayTake: duration.mayTake + this.#slack(),
        wasStopped: duration.wasStopped === true || this.machine.wasStopped,
      }),
    };
    told.push(item);
    return item;
  }
}

interface Duration {
  readonly start: number;
  readonly mayTake: number;
  readonly wasStopped?: boolean;
}

function factsOf(order: Facts): Facts {
  const { outTradeNo, outRefundNo, totalFee, refundFee } = order;
  return { outTradeNo, outRefundNo, totalFee, refundFee };
}

export function abortSometime(world: World): AbortSignal {
  const controller = new AbortController();
  world.time.after(between(world.random, 0, 60_000), () => controller.abort());
  return controller.signal;
}

/** A chance in a hundred, drawn in a world. */
export function happens({ random }: World, percent: number): boolean {
  return chance(random, percent);
}
