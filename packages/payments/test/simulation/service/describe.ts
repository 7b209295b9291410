import type { Hardships } from '../hardships.ts';
import { between, chance, pick, type Random } from '../random.ts';
import type { Json } from './envelope.ts';
import type { SimulatedOrder, SimulatedRefund, State, View } from './order.ts';

/** The numbers of each state, of WeChat Pay and Alipay. Alipay has one for several. */
const states: Readonly<Record<State, readonly [number, number]>> = {
  initial: [1, 1],
  paying: [9, 4],
  paid: [2, 2],
  stopped: [5, 5],
  error: [10, 5],
  void: [11, 7],
  reversed: [8, 5],
  closed: [7, 5],
};
const refundStates = { processing: [4, 1], succeeded: [2, 2], failed: [3, 3] } as const;

/** Says what the service knows, in the manner of its world. */
export class Describer {
  readonly #random: Random;
  readonly #hardships: Hardships;
  /** A careless service forgets fields until the world is calm. */
  isCalm = false;

  constructor(random: Random, hardships: Hardships) {
    this.#random = random;
    this.#hardships = hardships;
  }

  order({ facts }: SimulatedOrder, { state, refunds }: View, nonce: string, createTime: number): Json {
    const { outTradeNo, tradeType, totalFee, platform, deviceId, machineNo, body, authorCode, codeUrl } = facts;
    const isRefunded = state === 'paid' && refunds.some((refund) => refund.state === 'succeeded');
    const refundedFee = refunds.reduce((sum, refund) => sum + (refund.state === 'succeeded' ? refund.fee : 0), 0);
    const number = states[state][platform - 1] as number;
    const waiting = tradeType === 2 && platform === 1 && state === 'paying' ? 6 : number;
    const extension =
      platform === 1
        ? { wxpay_order_content_ext: { current_trade_state: isRefunded ? 4 : waiting } }
        : {
            alipay_order_content_ext:
              isRefunded && refundedFee >= totalFee
                ? { current_trade_state: 5, gmt_refund: 'then', refund_fee: refundedFee }
                : { current_trade_state: number },
          };
    return {
      pay_mch_key: { ...this.#platform(platform), out_mch_id: 'simulatedmch00000000', out_sub_mch_id: 'simulatedsub00000000' },
      order_content: {
        out_trade_no: outTradeNo,
        trade_type: tradeType,
        ...this.#amount(totalFee),
        body: this.#rewritten(body),
        create_time: createTime,
        nonce_str: nonce,
        ...(authorCode !== undefined && this.#code(authorCode)),
        ...(codeUrl !== undefined && state === 'paying' && { code_url: codeUrl }),
        ...extension,
      },
      order_client: this.#terminal(deviceId, machineNo),
    };
  }

  refund(
    { outTradeNo, outRefundNo, fee }: SimulatedRefund,
    state: SimulatedRefund['state'],
    platform: number,
    nonce: string,
  ): Json {
    const number = refundStates[state][platform - 1];
    return {
      out_trade_no: outTradeNo,
      out_refund_no: outRefundNo,
      refund_fee: fee,
      nonce_str: nonce,
      refund_reason: this.#rewritten('as you like'),
      ...(platform === 1
        ? { wxpay_refund_order_content_ext: { state: number } }
        : { alipay_refund_order_content_ext: { refund_status: number } }),
    };
  }

  logId(count: number): string {
    const id = 2 ** 31 + count;
    return this.#hardships.isCareless ? `90071992547409${id}` : String(id);
  }

  /** An absent amount or platform decides nothing. */
  #amount(totalFee: number): Json {
    return this.#forgets() ? {} : { total_fee: totalFee };
  }

  #platform(platform: number): Json {
    return this.#forgets() ? {} : { pay_platform: platform };
  }

  #forgets(): boolean {
    return this.#hardships.isCareless && !this.isCalm && chance(this.#random, 5);
  }

  #code(authorCode: string): Json {
    if (this.#hardships.codes === 'absent') return {};
    return {
      author_code:
        this.#hardships.codes === 'whole' ? authorCode : `${authorCode.slice(0, 4)}**********${authorCode.slice(-4)}`,
    };
  }

  #rewritten(text: string): string {
    if (!this.#hardships.isCareless) return text;
    return pick(this.#random, [text, text.toUpperCase(), `${text} `, '', `&lt;${text}&gt;`]);
  }

  #terminal(deviceId: string, machineNo: string): Json {
    if (!this.#hardships.isCareless) return { device_id: deviceId, machine_no: machineNo };
    const random = this.#random;
    const careless = (text: string): unknown => {
      const isDigits = /^\d+$/.test(text);
      return pick(random, [text, text.toUpperCase(), ` ${text} `, '', ...(isDigits ? [Number(text)] : [])]);
    };
    return pick(random, [
      {},
      { device_id: careless(deviceId), machine_no: careless(machineNo), staff_id: between(random, 0, 9) },
      { device_id: careless(deviceId) },
    ]);
  }
}
