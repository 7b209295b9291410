import { CloudPayError, type Transport } from '../../src/index.ts';
import { between, chance, pick, type Random } from './random.ts';
import type { SimulatedService } from './service.ts';
import type { MachineClock, SimulatedTime } from './time.ts';

export const hosts = ['https://a.example', 'https://b.example', 'https://c.example', 'https://d.example'];

type Weather = 'good' | 'dead' | 'hanging' | 'rubbish';

/** The longest that a request can be under way: shorter than what the SDK counts on, as it must be. */
const longestDelay = 50_000;

/** What lies between the tills and the service. */
export class SimulatedNetwork {
  readonly #time: SimulatedTime;
  readonly #service: SimulatedService;
  readonly #random: Random;
  /** How often, in a hundred messages, something goes wrong. */
  readonly #trouble: number;
  readonly #weather = new Map<string, Weather>(hosts.map((host) => [host, 'good']));
  /** Authentic answers of the past, for a thief to replay. */
  readonly #captured: string[] = [];
  isCalm = false;

  constructor(time: SimulatedTime, service: SimulatedService, random: Random) {
    this.#time = time;
    this.#service = service;
    this.#random = random;
    this.#trouble = pick(random, [0, 10, 30, 60]);
    for (const host of hosts) if (chance(random, this.#trouble)) this.#change(host);
  }

  #change(host: string): void {
    if (this.isCalm) return;
    this.#weather.set(host, pick(this.#random, ['good', 'dead', 'hanging', 'rubbish'] as const));
    this.#time.after(between(this.#random, 5_000, 120_000), () => this.#change(host));
  }

  /** The network as one process sees it. A crashed process hears nothing more. */
  transport(clock: MachineClock): Transport {
    return {
      post: (request) =>
        new Promise((resolve, reject) => {
          let isOver = false;
          const finish = (settle: () => void) => {
            if (isOver) return;
            isOver = true;
            cancelTimeout();
            request.signal?.removeEventListener('abort', abort);
            if (!clock.isDead) settle();
          };
          const abort = () => finish(() => reject(failure('ABORTED')));
          const cancelTimeout = this.#time.after(request.timeout, () => finish(() => reject(failure('TIMEOUT'))));
          request.signal?.addEventListener('abort', abort, { once: true });
          if (request.signal?.aborted) return abort();
          this.#carry(request.url, request.body, (settle) => finish(() => settle(resolve, reject)));
        }),
      close() {},
    };
  }

  #carry(
    url: string,
    body: string,
    finish: (settle: (resolve: (text: string) => void, reject: (error: Error) => void) => void) => void,
  ): void {
    const { origin, pathname } = new URL(url);
    const endpoint = pathname.slice('/cpay/'.length);
    const random = this.#random;
    const goesWrong = () => !this.isCalm && chance(random, this.#trouble);
    const weather = this.isCalm ? 'good' : this.#weather.get(origin);
    const soon = () => between(random, 5, 300);
    const later = () => between(random, 300, longestDelay);
    if (weather === 'dead') {
      this.#time.after(soon(), () => finish((_, reject) => reject(failure('NOT_CONNECTED'))));
      return;
    }
    if (weather === 'hanging') return;
    if (weather === 'rubbish') {
      this.#time.after(soon(), () => finish((resolve) => resolve('<html>502 Bad Gateway</html>')));
      return;
    }
    if (goesWrong() && chance(random, 30)) {
      // Lost before it arrives.
      this.#time.after(soon(), () => finish((_, reject) => reject(failure('CONNECTION_LOST'))));
      return;
    }
    if (goesWrong() && chance(random, 30)) {
      const status = pick(random, [3, 103]);
      const text = JSON.stringify({ status, description: 'busy', log_id: 1, internal_status: 0 });
      // Without a code: status 103 is not believed then, and that is a case of its own.
      this.#time.after(soon(), () => finish((resolve) => resolve(JSON.stringify({ response_content: text }))));
      return;
    }
    const arrive = () => {
      const response = this.#service.handle(endpoint, body);
      if (endpoint !== 'ping') this.#captured.push(response);
      if (goesWrong() && chance(random, 40)) {
        if (chance(random, 50)) finish((_, reject) => reject(failure('CONNECTION_LOST')));
        return;
      }
      const told = goesWrong() && endpoint !== 'ping' ? this.#tamper(response, body) : response;
      this.#time.after(goesWrong() ? later() : soon(), () => finish((resolve) => resolve(told)));
    };
    this.#time.after(goesWrong() ? later() : soon(), arrive);
    if (goesWrong() && chance(random, 30)) this.#time.after(later(), () => this.#service.handle(endpoint, body));
  }

  #tamper(response: string, body: string): string {
    const envelope = JSON.parse(response) as { response_content: string; authen_info?: unknown };
    switch (pick(this.#random, ['forge', 'strip', 'replay'] as const)) {
      case 'forge':
        return JSON.stringify({ ...envelope, response_content: forgePaid(envelope.response_content) });
      case 'strip':
        return JSON.stringify({ response_content: forgePaid(envelope.response_content) });
      case 'replay':
        // Refusals name no order: against their replay the protocol has TLS alone.
        return this.#replay(chance(this.#random, 50) ? numberIn(body) : 'out_trade_no') ?? response;
    }
  }

  /** A response of the past that holds a text. */
  #replay(text: string): string | undefined {
    return pick(
      this.#random,
      this.#captured.filter((captured) => captured.includes('out_trade_no') && captured.includes(text)),
    );
  }
}

/** Turns any word about an order into "paid". */
function forgePaid(content: string): string {
  return content.replace(/"current_trade_state":\d+/, '"current_trade_state":2').replace(/"status":104/, '"status":0');
}

/** The number of the order that a request is about. */
function numberIn(body: string): string {
  return /sz010002cz\d+/.exec(body)?.[0] ?? '';
}

function failure(code: 'NOT_CONNECTED' | 'CONNECTION_LOST' | 'TIMEOUT' | 'ABORTED'): CloudPayError {
  return new CloudPayError(code, { code, outcome: code === 'NOT_CONNECTED' ? 'failed' : 'unknown' });
}
