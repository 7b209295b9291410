import { createTestCallback, type TestNews } from '../../src/index.ts';
import { between, chance, pick, type Random } from './random.ts';
import { key } from './service/envelope.ts';
import type { SimulatedOrder } from './service/order.ts';
import type { ServiceNews } from './service/service.ts';
import type { SimulatedTime } from './simulated-time.ts';

const merchant = { outMchId: 'simulatedmch00000000', outSubMchId: 'simulatedsub00000000', authenKey: key };
/** When all of it happened, to the callbacks. */
const moment = 1_790_000_000;

/** Brings the service's news to whoever runs: soon or late, twice, in any order, or not at all. */
export class SimulatedCallbacks implements ServiceNews {
  /** The handlers of the processes that run. */
  readonly receivers = new Set<(body: string) => void>();
  /** The orders that some callback told of. */
  readonly told = new Set<string>();
  readonly #time: SimulatedTime;
  readonly #random: Random;

  constructor(time: SimulatedTime, random: Random) {
    this.#time = time;
    this.#random = random;
  }

  paid({ facts }: SimulatedOrder): void {
    const { outTradeNo, platform, tradeType, totalFee, deviceId, machineNo } = facts;
    const times = { createTime: moment, timeEnd: moment, lastUpdateTime: moment };
    this.#send({ order: { outTradeNo, payPlatform: platform, tradeType, totalFee, deviceId, machineNo, ...times } });
  }

  refunded({ facts }: SimulatedOrder, outRefundNo: string, refundFee: number): void {
    const { outTradeNo, platform } = facts;
    const times = { createTime: moment, lastUpdateTime: moment };
    this.#send({ refunds: [{ outTradeNo, outRefundNo, payPlatform: platform, refundFee, ...times }] });
  }

  #send(news: TestNews): void {
    const nonceStr = String(between(this.#random, 1, 999_999_999));
    const { body } = createTestCallback(merchant, { ...news, nonceStr });
    for (let copies = pick(this.#random, [0, 1, 1, 2]); copies > 0; copies -= 1) {
      const delay = chance(this.#random, 60) ? between(this.#random, 0, 500) : between(this.#random, 500, 40_000);
      this.#time.after(delay, () => void pick(this.#random, [...this.receivers])?.(body));
    }
  }
}
