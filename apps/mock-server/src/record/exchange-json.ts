import { toWireNames, type WireNamed } from '../json/wire-names.ts';
import type { RecordedExchange } from './recorded-exchange.ts';

/** An exchange in the control API's JSON. Request and response contents stay as they were sent. */
export type ExchangeJson = WireNamed<RecordedExchange>;

export function exchangeJson(exchange: RecordedExchange): ExchangeJson {
  const { request, response } = exchange;
  const named = toWireNames({
    ...exchange,
    request: { ...request, content: undefined },
    response: response && { ...response, content: {} },
  });
  return {
    ...named,
    request: { ...named.request, content: request.content },
    response: response && named.response && { ...named.response, content: response.content },
  };
}
