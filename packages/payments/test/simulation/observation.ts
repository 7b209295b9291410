import { isAuthentic, type ResponseEnvelope } from './service/envelope.ts';

/** A response as it reached a process. */
export interface Response {
  /** Milliseconds since the world began. */
  readonly at: number;
  readonly content: string;
  readonly isAuthentic: boolean;
  /** It is authentic, and the process has not had it before. */
  readonly isFresh: boolean;
}

/** A request that left a process, and what became of it. */
export interface Departure {
  readonly process: number;
  readonly endpoint: string;
  readonly number: string;
  readonly refundNo: string | undefined;
  readonly host: number;
  /** Milliseconds since the world began. */
  readonly at: number;
  /** When the process no longer waited for its response. */
  endedAt?: number;
  response?: Response;
}

export const paying = ['micro_pay', 'scan_code_pay'] as const;
export const cancelling = ['reverse', 'close_order'] as const;
export const asking = ['query_order'] as const;

/** What a witness between the processes and the service has seen. */
export class Observation {
  /** By order. */
  readonly departures = new Map<string, Departure[]>();
  /** When a response first showed a refund to anybody. */
  readonly #shownRefunds = new Map<string, number>();
  /** What each process has seen: what comes again is a replay. */
  readonly #seen = new Set<string>();

  left(departure: Departure): void {
    const known = this.departures.get(departure.number);
    if (known === undefined) this.departures.set(departure.number, [departure]);
    else known.push(departure);
  }

  of(number: string, endpoints: readonly string[]): Departure[] {
    return (this.departures.get(number) ?? []).filter(({ endpoint }) => endpoints.includes(endpoint));
  }

  /** A response reached the process that waited for it. */
  arrived(departure: Departure, response: string, at: number): void {
    const envelope = envelopeOf(response);
    const content = envelope.response_content ?? '';
    const isRight = isAuthentic(envelope);
    const key = `${departure.process} ${response}`;
    departure.response = { at, content, isAuthentic: isRight, isFresh: isRight && !this.#seen.has(key) };
    this.#seen.add(key);
    if (!isRight) return;
    for (const [, refund = ''] of content.matchAll(/"out_refund_no":"(\w+)"/g))
      if (!this.#shownRefunds.has(refund)) this.#shownRefunds.set(refund, at);
  }

  /** Whether a response had shown an order to a process by then. A refusal of a used number says as much. */
  isShownBefore(process: number, number: string, at: number): boolean {
    return this.#responses(process, number, at).some((response) => showsOrder(number, response.endpoint, response));
  }

  /** Whether an identical request had been answered with the order by then, so that nothing is left to find out by another one. */
  wasAnsweredBefore(process: number, number: string, at: number): boolean {
    const parts = ['"micro_pay":{', `"out_trade_no":"${number}"`, '"total_fee":', '"pay_platform":'];
    return this.#responses(process, number, at).some(
      ({ content, endpoint, isFresh }) => isFresh && endpoint === 'micro_pay' && parts.every((part) => content.includes(part)),
    );
  }

  wasRefusedBefore(process: number, number: string, at: number): boolean {
    return this.#responses(process, number, at).some(
      ({ content, endpoint, isFresh, isAuthentic }) =>
        (isFresh || !isAuthentic) && endpoint.endsWith('_pay') && /"status":(101|102|104)/.test(content),
    );
  }

  isRefundShownBefore(outRefundNo: string, at: number): boolean {
    return (this.#shownRefunds.get(outRefundNo) ?? Number.POSITIVE_INFINITY) <= at;
  }

  #responses(process: number, number: string, before: number) {
    return (this.departures.get(number) ?? []).flatMap(({ process: sender, endpoint, response }) =>
      sender === process && response !== undefined && response.at <= before ? [{ ...response, endpoint }] : [],
    );
  }
}

export function showsOrder(number: string, endpoint: string, { content, isAuthentic }: Response): boolean {
  if (!isAuthentic) return false;
  if (content.includes(`"out_trade_no":"${number}"`)) return true;
  return endpoint.endsWith('_pay') && /"code_url":|"internal_status":407/.test(content);
}

/** "No such order"; or the service holds the order, and its platform does not know it. */
export function saysAbsent(content: string): boolean {
  if (/"status":104/.test(content) && /"internal_status":400/.test(content)) return true;
  return (
    /"wxpay_order_content_ext":{"current_trade_state":11}/.test(content) ||
    /"alipay_order_content_ext":{"current_trade_state":7}/.test(content)
  );
}

function envelopeOf(response: string): ResponseEnvelope {
  try {
    return JSON.parse(response) as ResponseEnvelope;
  } catch {
    return {};
  }
}
