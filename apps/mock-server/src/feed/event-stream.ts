import type { ServerResponse } from 'node:http';
import { exchangeJson } from '../record/exchange-json.ts';
import type { RecordedExchange } from '../record/recorded-exchange.ts';
import type { News } from './feed.ts';

/** For how long news is gathered before it is sent, in milliseconds: a busy sandbox does not flood whoever watches. */
const gathering = 20;

/** More exchanges than this are not sent at once; whoever reads so slowly misses the older ones. */
const mostAtOnce = 200;

/**
 * News as server-sent events: `exchange` with the exchange, as often as more of it is known; `state` when the state has to be fetched anew; `reset`
 * when all that was sent is forgotten.
 */
export class EventStream implements News {
  readonly #response: ServerResponse;
  readonly #find: (id: number) => RecordedExchange | undefined;
  readonly #changed = new Set<number>();
  #stateChanged = false;
  #wasReset = false;
  #isScheduled = false;

  /** @param find the exchange as it is now; undefined when it is forgotten */
  constructor(response: ServerResponse, find: (id: number) => RecordedExchange | undefined) {
    this.#response = response;
    this.#find = find;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    // The first bytes tell the listener that from now on it misses nothing, and when to come again after the stream has broken off.
    response.write('retry: 1000\n: here is what happens\n\n');
  }

  exchangeChanged(id: number): void {
    // Again at the end: what changed last is sent last, and kept longest.
    this.#changed.delete(id);
    this.#changed.add(id);
    if (this.#changed.size > mostAtOnce) this.#changed.delete(this.#changed.values().next().value as number);
    this.#schedule();
  }

  stateChanged(): void {
    this.#stateChanged = true;
    this.#schedule();
  }

  wasReset(): void {
    this.#changed.clear();
    this.#wasReset = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => this.#send(), gathering).unref();
  }

  #send(): void {
    if (this.#response.writableNeedDrain) {
      this.#response.once('drain', () => this.#send());
      return;
    }
    this.#isScheduled = false;
    const exchanges = Array.from(this.#changed, (id) => this.#find(id)).filter((exchange) => exchange !== undefined);
    if (this.#wasReset) this.#write('reset', {});
    for (const exchange of exchanges) this.#write('exchange', exchangeJson(exchange));
    if (this.#stateChanged) this.#write('state', {});
    this.#changed.clear();
    this.#wasReset = false;
    this.#stateChanged = false;
  }

  #write(event: string, data: unknown): void {
    this.#response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
