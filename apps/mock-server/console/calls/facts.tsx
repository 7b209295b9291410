import { words } from '../language/language.ts';
import { dateAndTime } from '../parts/time.ts';
import { hosts, merchantName } from '../sandbox/state.ts';
import type { ExchangeJson } from '../sandbox/types.ts';

/** The facts about an exchange besides its contents. */
export function Facts({ exchange }: { readonly exchange: ExchangeJson }) {
  const { id, at, method, endpoint, host, out_sub_mch_id: merchant, missing, fault, response } = exchange;
  const { facts, causes } = words.value.wire;
  const kinds = { ...words.value.faultNames, ...words.value.hostFaults };
  const rows: readonly (readonly [string, string | undefined])[] = [
    [facts.call, `${method} ${hosts.value[host]?.url ?? ''}/cpay/${endpoint}`],
    [facts.merchant, merchant && `${merchantName(merchant)} (${merchant})`],
    [facts.fault, fault && `${causes[fault.cause]}: ${kinds[fault.kind]}`],
    [facts.missing, missing.join(', ')],
    [facts.status, response && `${response.status} / ${response.internal_status}`],
    [facts.logId, response?.log_id],
    [facts.http, response && String(response.http_status)],
    [facts.time, dateAndTime(at)],
    [facts.number, String(id)],
  ];
  return (
    <dl class="facts">
      {rows.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
