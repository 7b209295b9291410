import { words } from '../language/language.ts';
import type { ExchangeJson } from '../sandbox/types.ts';

/** How the call ended: status and, where there is one, internal_status. */
export function Status({ exchange: { answer, duration_ms } }: { readonly exchange: ExchangeJson }) {
  const { underWay, noAnswer } = words.value.wire;
  if (answer === undefined) {
    return (
      <span class="status" data-tone={duration_ms === undefined ? 'calm' : 'bad'}>
        {duration_ms === undefined ? underWay : noAnswer}
      </span>
    );
  }
  const { status, internal_status: internal } = answer;
  return (
    <span class="status" data-tone={status === 0 ? 'good' : 'bad'}>
      {internal === 0 ? status : `${status} / ${internal}`}
    </span>
  );
}
