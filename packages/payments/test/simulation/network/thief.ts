import { chance, pick, type Random } from '../random.ts';
import type { SimulatedService } from '../service/service.ts';

interface Captured {
  readonly response: string;
  readonly endpoint: string;
  readonly process: number;
}

/**
 * Breaks TLS: changes responses, and replays what was captured. It replays what names an order to anybody; what names none only to the process
 * that has had it: across processes that is a known limit. Nor does it bring back the past of an order that has ended.
 */
export class Thief {
  readonly #service: SimulatedService;
  readonly #random: Random;
  readonly #captured: Captured[] = [];

  constructor(service: SimulatedService, random: Random) {
    this.#service = service;
    this.#random = random;
  }

  /** A response has reached a process. */
  capture(captured: Captured): void {
    if (captured.response.includes('authen_info')) this.#captured.push(captured);
  }

  /** @returns what the process gets in place of the response */
  tamper(response: string, process: number, endpoint: string, number: string): string {
    const envelope = JSON.parse(response) as { response_content: string };
    switch (pick(this.#random, ['forge', 'strip', 'replay', 'replay', 'replay'] as const)) {
      case 'forge':
        return JSON.stringify({ ...envelope, response_content: forgePaid(envelope.response_content) });
      case 'strip':
        return JSON.stringify({ response_content: forgePaid(envelope.response_content) });
      case 'replay':
        return this.#replay(process, endpoint, number) ?? response;
    }
  }

  #replay(process: number, endpoint: string, number: string): string | undefined {
    const isLikely = chance(this.#random, 70);
    const isRefusal = chance(this.#random, 50);
    const fitting = this.#captured.filter((captured) => {
      if (isLikely && captured.endpoint !== endpoint) return false;
      if (isLikely && isRefusal && namesOrder(captured.response)) return false;
      if (!namesOrder(captured.response)) return captured.process === process;
      return !captured.response.includes(number) || !this.#hasEnded(number);
    });
    return pick(this.#random, fitting)?.response;
  }

  #hasEnded(number: string): boolean {
    const order = this.#service.orders.get(number);
    return order === undefined || ['reversed', 'closed'].includes(order.state) || order.refunds.size > 0;
  }
}

function namesOrder(response: string): boolean {
  return response.includes('out_trade_no');
}

/** Turns any word about an order into "paid". */
function forgePaid(content: string): string {
  return content.replace(/"current_trade_state":\d+/, '"current_trade_state":2').replace(/"status":104/, '"status":0');
}
