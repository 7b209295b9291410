import { words } from '../language/language.ts';
import type { ExchangeJson } from '../sandbox/types.ts';
import { foundNothing } from './outcome.ts';

/** How the call ended: status and, if there is one, internal_status. */
export function Status({ exchange }: { readonly exchange: ExchangeJson }) {
  const { response, duration_ms } = exchange;
  const { underWay, noResponse } = words.value.wire;
  if (response === undefined) {
    return (
      <span class="status" data-tone={duration_ms === undefined ? 'calm' : 'bad'}>
        {duration_ms === undefined ? underWay : noResponse}
      </span>
    );
  }
  const { status, internal_status: internal } = response;
  const tone = status === 0 ? 'good' : foundNothing(exchange) ? 'calm' : 'bad';
  return (
    <span class="status" data-tone={tone}>
      {internal === 0 ? status : `${status} / ${internal}`}
    </span>
  );
}
