import type { CallbackHandler, JournalStore, TestNews } from '../../src/index.ts';
import { between, chance, pick, type Random } from './random.ts';
import type { ServiceNews, SimulatedOrder, SimulatedService } from './service.ts';
import type { Sdk } from './till.ts';
import type { SimulatedTime } from './time.ts';

const merchant = { outMchId: 'simulatedmch00000000', outSubMchId: 'simulatedsub00000000' };
/** When all of it happened, to the callbacks. */
const moment = 1_700_000_000;

/** Brings the service's news to whoever runs: soon or late, twice, in any order, or not at all. */
export class SimulatedCallbacks implements ServiceNews {
  /** The handlers of the processes that run. */
  readonly receivers = new Set<CallbackHandler>();
  readonly #sdk: Sdk;
  readonly #key: typeof SimulatedService.key;
  readonly #time: SimulatedTime;
  readonly #random: Random;
  readonly #journal: JournalStore;

  /** @param journal of the tills: of a stranger's order whose number none of them has used yet, all that is told is true */
  constructor(sdk: Sdk, key: typeof SimulatedService.key, time: SimulatedTime, random: Random, journal: JournalStore) {
    this.#journal = journal;
    this.#sdk = sdk;
    this.#key = key;
    this.#time = time;
    this.#random = random;
  }

  paid({ outTradeNo, platform, tradeType, totalFee, deviceId, machineNo }: SimulatedOrder): void {
    const times = { createTime: moment, timeEnd: moment, lastUpdateTime: moment };
    this.#send(outTradeNo, {
      order: { outTradeNo, payPlatform: platform, tradeType, totalFee, deviceId, machineNo, ...times },
    });
  }

  refunded({ outTradeNo, platform }: SimulatedOrder, outRefundNo: string, refundFee: number): void {
    const times = { createTime: moment, lastUpdateTime: moment };
    this.#send(outTradeNo, { refunds: [{ outTradeNo, outRefundNo, payPlatform: platform, refundFee, ...times }] });
  }

  #send(outTradeNo: string, news: TestNews): void {
    const nonceStr = String(between(this.#random, 1, 999_999_999));
    const { body } = this.#sdk.createTestCallback({ ...merchant, authenKey: this.#key }, { ...news, nonceStr });
    for (let copies = pick(this.#random, [0, 1, 1, 2]); copies > 0; copies -= 1) {
      const delay = chance(this.#random, 60) ? between(this.#random, 5, 500) : between(this.#random, 500, 40_000);
      this.#time.after(delay, () => this.#deliver(outTradeNo, body));
    }
  }

  async #deliver(outTradeNo: string, body: string): Promise<void> {
    const isKnown = (await this.#journal.read(outTradeNo)) !== undefined;
    if (isKnown && this.receivers.size > 0) await pick(this.#random, [...this.receivers])(body);
  }
}
