import { CloudPayError, type Transport } from '../../../src/index.ts';
import type { Hardships } from '../hardships.ts';
import type { MachineClock } from '../machine-clock.ts';
import type { Departure, Observation } from '../observation.ts';
import { between, chance, pick, type Random } from '../random.ts';
import type { SimulatedService } from '../service/service.ts';
import type { SimulatedTime } from '../simulated-time.ts';
import { Thief } from './thief.ts';
import { Weather } from './weather.ts';

/** The longest that a request can be under way after its exchange has ended, in milliseconds: the protocol says 60 s. */
const longestUnderWay = 58_000;
/** The longest delay of what is delivered within its exchange, in milliseconds. */
const longestDelay = 28_000;

type Failure = 'NOT_CONNECTED' | 'CONNECTION_LOST' | 'TIMEOUT' | 'ABORTED';

/** A request and its way back. */
interface Exchange {
  readonly endpoint: string;
  readonly body: string;
  readonly number: string;
  readonly host: number;
  readonly process: number;
  /** Once the request has left. */
  departure?: Departure;
  respond(response: string): void;
  fail(code: Failure): void;
  /** Calls back when the process no longer waits for the response. */
  whenOver(act: () => void): void;
}

/** What lies between the processes and the service. */
export class SimulatedNetwork {
  readonly weather: Weather;
  readonly hosts: readonly string[];
  /** How many of the next refund requests never arrive, and are never answered. */
  refundsToLose = 0;
  readonly #time: SimulatedTime;
  readonly #service: SimulatedService;
  readonly #random: Random;
  readonly #hardships: Hardships;
  readonly #observation: Observation;
  readonly #thief: Thief;

  constructor(time: SimulatedTime, service: SimulatedService, random: Random, hardships: Hardships, observation: Observation) {
    this.#time = time;
    this.#service = service;
    this.#random = random;
    this.#hardships = hardships;
    this.#observation = observation;
    this.#thief = new Thief(service, random);
    this.weather = new Weather(time, random, hardships);
    this.hosts = Array.from({ length: hardships.hostCount }, (_, index) => `https://host-${index}.example`);
  }

  calm(): void {
    this.weather.isCalm = true;
    this.#service.describer.isCalm = true;
  }

  /** The network as one process sees it. A crashed process hears nothing more. */
  transport(machine: MachineClock, process: number): Transport {
    return {
      post: ({ url, body, timeout, signal }) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) return reject(failure('ABORTED', 'failed'));
          const { origin, pathname } = new URL(url);
          const over = new Set<() => void>();
          let isOver = false;
          const finish = (settle: () => void) =>
            machine.run(() => {
              if (isOver) return;
              end();
              settle();
            });
          const end = () => {
            if (isOver) return;
            isOver = true;
            cancelTimeout();
            stopWatching();
            if (exchange.departure !== undefined) exchange.departure.endedAt = this.#time.elapsed;
            signal?.removeEventListener('abort', abort);
            for (const act of over) act();
          };
          const abort = () => finish(() => reject(failure('ABORTED', 'unknown')));
          const cancelTimeout = machine.after(timeout, () => finish(() => reject(failure('TIMEOUT', 'unknown'))));
          const stopWatching = machine.onDeath(end);
          signal?.addEventListener('abort', abort, { once: true });
          const number = numberIn(body);
          const exchange: Exchange = {
            endpoint: pathname.slice('/cpay/'.length),
            body,
            number,
            host: this.hosts.indexOf(origin),
            process,
            respond: (response) =>
              finish(() => {
                if (exchange.departure) this.#observation.arrived(exchange.departure, response, this.#time.elapsed);
                this.#thief.capture({ response, process, endpoint: pathname });
                resolve(response);
              }),
            fail: (code) => finish(() => reject(failure(code, code === 'NOT_CONNECTED' ? 'failed' : 'unknown'))),
            whenOver: (act) => (isOver ? act() : over.add(act)),
          };
          // A process that is stopped, or whose machine sleeps, holds its connection no longer than a call may last.
          this.#time.after(30_000, () => {
            for (const act of over) act();
            over.clear();
          });
          this.#carry(exchange);
        }),
      close() {},
    };
  }

  #carry(exchange: Exchange): void {
    const { endpoint, body, number, host, process } = exchange;
    const condition = this.weather.at(host);
    if (condition === 'dead') {
      this.#soon(() => exchange.fail('NOT_CONNECTED'));
      return;
    }
    const refundNo = refundIn(body);
    if (endpoint !== 'ping') {
      exchange.departure = { process, endpoint, at: this.#time.elapsed, number, refundNo, host };
      this.#observation.left(exchange.departure);
    }
    if (condition === 'hanging') return;
    if (condition === 'rubbish') {
      this.#soon(() => exchange.respond('<html>502 Bad Gateway</html>'));
      return;
    }
    if (endpoint === 'ping') {
      this.#soon(() => exchange.respond(this.#service.ping(this.#replica(host))));
      return;
    }
    if (condition === 'refusing') {
      // Whoever refuses without a code may pass the request on all the same.
      if (this.#goesWrong()) this.#late(exchange);
      this.#soon(() => exchange.respond(this.#service.refuseWithoutCode()));
      return;
    }
    this.#deliver(exchange);
  }

  #deliver(exchange: Exchange): void {
    const random = this.#random;
    if (exchange.endpoint === 'refund' && this.refundsToLose > 0) {
      this.refundsToLose -= 1;
      return;
    }
    if (this.#goesWrong() && chance(random, 30)) {
      // Lost before it arrives.
      this.#soon(() => exchange.fail('CONNECTION_LOST'));
      return;
    }
    if (this.#goesWrong() && chance(random, 20)) {
      const status = pick(random, [3, 103] as const);
      // It may have been taken in all the same.
      if (chance(random, 30)) this.#service.handle(exchange.endpoint, exchange.body, this.#replica(exchange.host));
      this.#soon(() => exchange.respond(this.#service.busy(status)));
      return;
    }
    if (this.#goesWrong() && chance(random, 30)) this.#late(exchange);
    if (this.#goesWrong() && chance(random, 25)) {
      // It arrives when nobody waits for the response any more.
      this.#late(exchange);
      return;
    }
    this.#sometime(() => this.#arrive(exchange));
  }

  #arrive(exchange: Exchange): void {
    const { endpoint, body, number, host, process } = exchange;
    const random = this.#random;
    const response = this.#service.handle(endpoint, body, this.#replica(host));
    if (this.#goesWrong() && chance(random, 40)) {
      if (chance(random, 50)) exchange.fail('CONNECTION_LOST');
      return;
    }
    const isStolen = this.#hardships.hasThief && !this.weather.isCalm && chance(random, this.#hardships.theft);
    const told = isStolen ? this.#thief.tamper(response, process, `/cpay/${endpoint}`, number) : response;
    this.#sometime(() => exchange.respond(told));
  }

  /** Delivers the request after its exchange has ended. */
  #late({ endpoint, body, host, whenOver }: Exchange): void {
    const delay = chance(this.#random, 50) ? between(this.#random, 0, longestUnderWay) : longestUnderWay;
    let isUnderWay = false;
    whenOver(() => {
      if (isUnderWay) return;
      isUnderWay = true;
      this.#time.after(delay, () => this.#service.handle(endpoint, body, this.#replica(host)));
    });
  }

  #replica(host: number) {
    const { lags, hostClocks } = this.#hardships;
    return { lag: lags[host] ?? 0, clock: hostClocks[host] ?? 0 };
  }

  #goesWrong(): boolean {
    return !this.weather.isCalm && chance(this.#random, this.#hardships.trouble);
  }

  #soon(act: () => void): void {
    this.#time.after(between(this.#random, 5, 300), act);
  }

  #sometime(act: () => void): void {
    if (this.#goesWrong() && chance(this.#random, 50)) this.#time.after(between(this.#random, 300, longestDelay), act);
    else this.#soon(act);
  }
}

function numberIn(body: string): string {
  return /out_trade_no\\":\\"(\w+)/.exec(body)?.[1] ?? '';
}

function refundIn(body: string): string | undefined {
  return /out_refund_no\\":\\"(\w+)/.exec(body)?.[1];
}

function failure(code: Failure, outcome: 'failed' | 'unknown'): CloudPayError {
  return new CloudPayError(code, { code, outcome });
}
