import { decode, isJsonObject, ResponseEnvelope } from '@cloudpay/proto';
import { readJson } from '../json/json.ts';
import type { Accounts } from '../service/sandbox/accounts.ts';
import type { KeptExchange, KeptResponse } from './kept-exchange.ts';
import { maskSecrets } from './masking.ts';
import type { RecordedExchange, RecordedResponse, WireContent } from './recorded-exchange.ts';

/** Describes an exchange for tests and people. */
export function describeExchange(kept: KeptExchange, accounts: Accounts): RecordedExchange {
  const { id, at, endpoint, method, host, missing, verdict = { result: 'notAsked' }, fault, durationMs } = kept;
  const { text, isEnvelope, authenInfo } = kept.request;
  const content = contentOf(text);
  return {
    id,
    at,
    endpoint,
    method,
    host,
    outSubMchId: namedMerchant(content, accounts),
    request: { text, content, isEnvelope, authenInfo },
    missing,
    verdict,
    fault,
    response: kept.response && describeResponse(kept.response),
    durationMs,
  };
}

function describeResponse({ body, ...facts }: KeptResponse): RecordedResponse {
  const sent = contentOf(body) ?? {};
  const { responseContent, authenInfo } = 'response_content' in sent ? decode(ResponseEnvelope, sent) : {};
  const text = maskSecrets(responseContent ?? body);
  return { ...facts, text, content: contentOf(text) ?? {}, authenInfo };
}

function contentOf(text: string): WireContent | undefined {
  const json = readJson(text);
  return isJsonObject(json) ? json : undefined;
}

/** The fields of a request that name its merchant. */
function namedMerchant(content: WireContent = {}, accounts: Accounts): string | undefined {
  const places = [content, content.pay_mch_key, content.out];
  return places
    .map((place) => (isJsonObject(place) ? place.out_sub_mch_id : undefined))
    .find((name) => typeof name === 'string' && accounts.get(name) !== undefined) as string | undefined;
}
