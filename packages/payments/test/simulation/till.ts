import type { Callback, CallbackHandler, JournalStore, OrderOutcome, Payment, RefundOutcome } from '../../src/index.ts';
import { hosts, type SimulatedNetwork } from './network.ts';
import { between, chance, pick, type Random } from './random.ts';
import { SimulatedService } from './service.ts';
import { MachineClock, type SimulatedTime } from './time.ts';

/** The SDK under test: the package itself, or a copy with a bug planted in it. */
export type Sdk = Pick<
  typeof import('../../src/index.ts'),
  'Payments' | 'CloudPayError' | 'createMemoryJournal' | 'createTestCallback'
>;

/** What the SDK told a caller, and what the caller was promised. */
export interface Told {
  readonly outTradeNo: string;
  readonly what: 'order' | 'refund' | 'cancel';
  readonly result: string;
  readonly outRefundNo?: string;
  /** Milliseconds between the call and its end. */
  readonly took: number;
  /** Milliseconds that it may have taken. */
  readonly mayTake: number;
}

/** What all tills of a world share. */
export interface World {
  readonly sdk: Sdk;
  readonly time: SimulatedTime;
  readonly service: SimulatedService;
  readonly network: SimulatedNetwork;
  readonly random: Random;
  readonly store: JournalStore;
  readonly told: Told[];
  readonly accepted: Set<string>;
  readonly violations: string[];
  newNumber(): string;
}

/** Slack for the writes to the journal around a wait, and for the question before a refund. */
const slack = 1_000;
const refundQuestions = 2 * 15_000 + slack;
const cancelQuestions = 3 * 15_000 + slack;

/** One process at one till, from its start to its end or crash. */
export class TillProcess {
  readonly clock: MachineClock;
  readonly payments: InstanceType<Sdk['Payments']>;
  /** Takes what the service tells by itself. */
  readonly callbacks: CallbackHandler;
  readonly #world: World;

  constructor(world: World, deviceId: string) {
    this.#world = world;
    this.clock = new MachineClock(world.time);
    this.clock.offset = chance(world.random, 20) ? between(world.random, -86_400_000, 86_400_000) : 0;
    this.payments = new world.sdk.Payments({
      outMchId: 'simulatedmch00000000',
      outSubMchId: 'simulatedsub00000000',
      outShopId: 'simulatedshop0000000',
      deviceId,
      cloudCashierId: 'sz010002cz',
      authenKey: SimulatedService.key,
      baseUrls: hosts,
      transport: world.network.transport(this.clock),
      clock: this.clock,
      random: world.random,
      journal: this.#journal(),
    });
    this.callbacks = this.payments.callbackHandler((callback) => this.#hear(callback), { onError: () => {} });
  }

  /** Power fails: nothing of this process happens any more. */
  crash(): void {
    this.clock.isDead = true;
  }

  /** Serves customers, one after the other. */
  async serve(customers: number): Promise<void> {
    const { random } = this.#world;
    if (chance(random, 70)) await this.payments.warmUp().catch(() => undefined);
    for (let i = 0; i < customers; i += 1) {
      if (chance(random, 30)) this.clock.offset += between(random, -7_200_000, 7_200_000);
      await this.#serveOne();
    }
  }

  /** What a till does first after a crash. */
  async resume(): Promise<void> {
    if (chance(this.#world.random, 70)) await this.payments.warmUp().catch(() => undefined);
    const start = this.clock.monotonic();
    for await (const resumed of this.payments.resume()) {
      const { outTradeNo, outcome } = resumed;
      const facts =
        resumed.kind === 'refund'
          ? ({ what: 'refund', outRefundNo: resumed.outRefundNo } as const)
          : ({ what: 'order' } as const);
      this.#tell({ outTradeNo, ...facts, result: outcome.result }, start, 150_000 + 4 * 2_000 + slack);
    }
  }

  async #serveOne(): Promise<void> {
    const { random, service, newNumber } = this.#world;
    const outTradeNo = newNumber();
    // Another till, whose journal is another, has used the number before.
    if (chance(random, 5)) service.handle('micro_pay', foreignOrder(outTradeNo));
    const payment = await this.#pay(outTradeNo);
    const start = this.clock.monotonic();
    const cancelled = chance(random, 10) ? this.#cancelSometime(outTradeNo) : undefined;
    const outcome = await payment.result();
    this.#tell({ outTradeNo, what: 'order', result: outcome.result }, start, 300_000 + slack);
    await cancelled;
    if (cancelled === undefined) await this.#afterwards(outTradeNo, outcome);
  }

  async #pay(outTradeNo: string): Promise<Payment> {
    const { random, accepted } = this.#world;
    const request = { outTradeNo, totalFee: between(random, 1, 100), body: pick(random, ['coffee', 'tea']) };
    const options = chance(random, 10) ? { signal: this.#abortSometime() } : {};
    const payment = chance(random, 75)
      ? this.payments.microPay({ ...request, authorCode: pick(random, ['134520273825387649', '282129340414399818']) }, options)
      : this.payments.scanCodePay({ ...request, payPlatform: pick(random, [1, 2]) }, options);
    accepted.add(outTradeNo);
    return payment;
  }

  async #afterwards(outTradeNo: string, outcome: OrderOutcome): Promise<void> {
    const { random } = this.#world;
    if (outcome.result === 'reentryConflict' || chance(random, 15)) await this.#cancel(outTradeNo, outcome.result);
    else if (outcome.result === 'paid') {
      const refunds = Array.from({ length: between(random, 0, 3) }, () => this.#refund(outTradeNo, between(random, 1, 80)));
      await Promise.all(refunds);
    }
  }

  async #cancelSometime(outTradeNo: string): Promise<void> {
    await this.clock.sleep(between(this.#world.random, 0, 60_000));
    await this.#cancel(outTradeNo, undefined);
  }

  async #cancel(outTradeNo: string, known: string | undefined): Promise<void> {
    const start = this.clock.monotonic();
    const result = await this.#attempt(async () => (await this.payments.cancelOrder({ outTradeNo })).result);
    if (known === 'reentryConflict' && result !== 'REFUSED_LOCALLY') {
      this.#world.violations.push(`${outTradeNo}: cancel after a re-entry conflict came to ${result}`);
    }
    this.#tell({ outTradeNo, what: 'cancel', result }, start, cancelQuestions);
  }

  async #refund(outTradeNo: string, refundFee: number): Promise<void> {
    const start = this.clock.monotonic();
    const outRefundNo = this.#world.newNumber();
    const result = await this.#attempt(async () => {
      const refund = await this.payments.refund({ outTradeNo, outRefundNo, refundFee });
      const outcome: RefundOutcome = await refund.result();
      return outcome.result;
    });
    this.#tell({ outTradeNo, what: 'refund', outRefundNo, result }, start, 150_000 + refundQuestions);
  }

  async #attempt(act: () => Promise<string>): Promise<string> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof this.#world.sdk.CloudPayError) return error.code;
      throw error;
    }
  }

  #hear(callback: Callback): void {
    const now = this.clock.monotonic();
    if (callback.type === 'payment') {
      const { order, outcome } = callback;
      this.#tell({ outTradeNo: order.outTradeNo ?? '', what: 'order', result: outcome.result }, now, 0);
      return;
    }
    for (const { refund, outcome } of callback.refunds) {
      const { outTradeNo = '', outRefundNo = '' } = refund;
      this.#tell({ outTradeNo, what: 'refund', outRefundNo, result: outcome.result }, now, 0);
    }
  }

  #tell(told: Omit<Told, 'took' | 'mayTake'>, start: number, mayTake: number): void {
    this.#world.told.push({ ...told, took: this.clock.monotonic() - start, mayTake });
  }

  #abortSometime(): AbortSignal {
    const controller = new AbortController();
    this.#world.time.after(between(this.#world.random, 0, 60_000), () => controller.abort());
    return controller.signal;
  }

  /** The journal as this process sees it: writes take a moment, and a crash falls before or after any of them. */
  #journal(): JournalStore {
    const { store, time, random } = this.#world;
    const taking = async <T>(act: () => Promise<T>): Promise<T> => {
      await time.sleep(between(random, 0, 3));
      if (this.clock.isDead) return new Promise(() => {});
      const result = await act();
      await time.sleep(between(random, 0, 3));
      return this.clock.isDead ? new Promise(() => {}) : result;
    };
    return {
      read: (outTradeNo) => taking(() => store.read(outTradeNo)),
      write: (record, version, isUndecided) => taking(() => store.write(record, version, isUndecided)),
      undecided: () => taking(() => store.undecided()),
      close: async () => {},
    };
  }
}

function foreignOrder(outTradeNo: string): string {
  return SimulatedService.request({
    pay_mch_key: { pay_platform: 1 },
    pay_content: { out_trade_no: outTradeNo, total_fee: 7777, body: 'a stranger’s' },
    order_client: { device_id: 'stranger', machine_no: 'stranger' },
  });
}
