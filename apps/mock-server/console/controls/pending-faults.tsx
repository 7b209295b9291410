import { words } from '../language/language.ts';
import { act } from '../sandbox/call.ts';
import { state } from '../sandbox/state.ts';
import type { PendingFault } from '../sandbox/types.ts';

/** The faults of later calls. Those of one endpoint are removed together. */
export function PendingFaults() {
  const { faultNames, controls } = words.value;
  const byEndpoint = Map.groupBy(state.value.faults, ({ endpoint }: PendingFault) => endpoint);
  if (byEndpoint.size === 0) return null;
  return (
    <div class="pending">
      <h4>{controls.pending}</h4>
      <ul>
        {Array.from(byEndpoint, ([endpoint, faults]) => (
          <li key={endpoint}>
            <div>
              <code>{endpoint}</code>
              {faults.map(({ fault, times, delay_ms }, index) => (
                <p class="quiet" key={index}>
                  {faultNames[fault]}
                  {delay_ms !== undefined && ` (${words.value.wire.milliseconds(String(delay_ms))})`} ·{' '}
                  {controls.remainingTimes(times)}
                </p>
              ))}
            </div>
            <button
              type="button"
              class="button small"
              aria-label={controls.remove(endpoint)}
              title={controls.remove(endpoint)}
              onClick={() => void act('faults', { endpoint, fault: faults[0]?.fault, times: 0 })}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
