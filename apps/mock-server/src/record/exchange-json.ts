import { toWireNames, type WireNamed } from '../wire/wire-names.ts';
import type { RecordedExchange } from './recorded-exchange.ts';

/** An exchange in the control API's JSON. Its contents stay as they crossed the wire. */
export type ExchangeJson = WireNamed<RecordedExchange>;

export function exchangeJson(exchange: RecordedExchange): ExchangeJson {
  const { request, answer } = exchange;
  const named = toWireNames({
    ...exchange,
    request: { ...request, content: undefined },
    answer: answer && { ...answer, content: {} },
  });
  return {
    ...named,
    request: { ...named.request, content: request.content },
    answer: answer && named.answer && { ...named.answer, content: answer.content },
  };
}
