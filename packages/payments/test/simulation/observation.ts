/** A request that left a process. */
export interface Departure {
  readonly process: number;
  readonly endpoint: string;
  /** Milliseconds since the world began. */
  readonly at: number;
  readonly number: string;
  readonly refundNo: string | undefined;
}

/** What a witness between the processes and the service has seen. */
export class Observation {
  /** By order. */
  readonly departures = new Map<string, Departure[]>();
  /** When a response first showed a refund to anybody. */
  readonly #shownRefunds = new Map<string, number>();
  /** The responses that reached a process, in short. */
  readonly arrivals: { readonly at: number; readonly process: number; readonly endpoint: string; readonly content: string }[] = [];
  /** What each process has seen: what comes again is a replay. */
  readonly #seen = new Set<string>();
  /** When a response first showed an order to a process. A refusal of a used number says as much. */
  readonly #shown = new Map<string, number>();
  /** When a process first had a refusal of a payment. */
  readonly #refused = new Map<string, number>();

  left(departure: Departure): void {
    const known = this.departures.get(departure.number);
    if (known === undefined) this.departures.set(departure.number, [departure]);
    else known.push(departure);
  }

  of(number: string, endpoints: readonly string[]): Departure[] {
    return (this.departures.get(number) ?? []).filter(({ endpoint }) => endpoints.includes(endpoint));
  }

  /** A response reached a process. */
  arrived(process: number, endpoint: string, number: string, response: string, at: number): void {
    const content = contentOf(response);
    this.arrivals.push({ at, process, endpoint, content });
    const isFresh = !this.#seen.has(`${process} ${response}`);
    this.#seen.add(`${process} ${response}`);
    const isPayment = endpoint.endsWith('_pay');
    const isShown = content.includes(`"out_trade_no":"${number}"`) || (isPayment && /"code_url":|"internal_status":407/.test(content));
    const key = `${process} ${number}`;
    if (isShown && !this.#shown.has(key)) this.#shown.set(key, at);
    if (isFresh && isPayment && /"status":(101|102|104)/.test(content) && !this.#refused.has(key)) this.#refused.set(key, at);
    for (const [, refund = ''] of content.matchAll(/"out_refund_no":"(\w+)"/g))
      if (!this.#shownRefunds.has(refund)) this.#shownRefunds.set(refund, at);
  }

  isRefundShownBefore(outRefundNo: string, at: number): boolean {
    return (this.#shownRefunds.get(outRefundNo) ?? Number.POSITIVE_INFINITY) <= at;
  }

  isShownBefore(process: number, number: string, at: number): boolean {
    return (this.#shown.get(`${process} ${number}`) ?? Number.POSITIVE_INFINITY) <= at;
  }

  wasRefusedBefore(process: number, number: string, at: number): boolean {
    return (this.#refused.get(`${process} ${number}`) ?? Number.POSITIVE_INFINITY) < at;
  }
}

function contentOf(response: string): string {
  try {
    return (JSON.parse(response) as { response_content?: string }).response_content ?? '';
  } catch {
    return '';
  }
}
