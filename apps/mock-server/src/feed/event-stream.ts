import type { ServerResponse } from 'node:http';
import { exchangeJson } from '../record/exchange-json.ts';
import type { RecordedExchange } from '../record/recorded-exchange.ts';
import type { ChangeListener } from './feed.ts';

/** How long events are collected before they are sent, in milliseconds. It keeps a busy sandbox from sending too many. */
const batchDelay = 20;

/** The maximum number of exchanges sent at once. A slower listener misses older ones. */
const maxPerBatch = 200;

/**
 * Sends changes as server-sent events. `exchange` carries an exchange, and is sent again when more of it is known. `state`
 * means that the state must be fetched again. `reset` means that everything sent before is obsolete.
 */
export class EventStream implements ChangeListener {
  readonly #response: ServerResponse;
  readonly #find: (id: number) => RecordedExchange | undefined;
  readonly #changed = new Set<number>();
  #stateChanged = false;
  #wasReset = false;
  #isScheduled = false;

  /** @param find returns the exchange as it is now; undefined if it was dropped */
  constructor(response: ServerResponse, find: (id: number) => RecordedExchange | undefined) {
    this.#response = response;
    this.#find = find;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    // The first bytes tell the listener that it receives all events from now on, and how soon to reconnect.
    response.write('retry: 1000\n: here is what happens\n\n');
  }

  exchangeChanged(id: number): void {
    // Moves it to the end: the latest change is sent last, and dropped last.
    this.#changed.delete(id);
    this.#changed.add(id);
    if (this.#changed.size > maxPerBatch) this.#changed.delete(this.#changed.values().next().value as number);
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
    setTimeout(() => this.#send(), batchDelay).unref();
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
