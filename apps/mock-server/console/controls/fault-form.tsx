import { useId, useState } from 'preact/hooks';
import { words } from '../language/language.ts';
import { act } from '../sandbox/call.ts';
import { endpoints } from '../sandbox/state.ts';
import type { FaultKind } from '../sandbox/types.ts';
import { NumberField } from './number-field.tsx';

/** The faults that have a time. */
const timed: ReadonlySet<FaultKind> = new Set<FaultKind>(['delay', 'hold']);

export function FaultForm() {
  const { faultNames, controls } = words.value;
  const [endpoint, setEndpoint] = useState('micro_pay');
  const [fault, setFault] = useState<FaultKind>('status3');
  const [times, setTimes] = useState('1');
  const [delay, setDelay] = useState('3000');
  const ids = { endpoint: useId(), fault: useId() };
  const submit = (event: Event) => {
    event.preventDefault();
    const delayMs = timed.has(fault) ? { delay_ms: Number(delay) } : {};
    void act('faults', { endpoint, fault, times: Number(times), ...delayMs });
  };
  return (
    <form class="form" onSubmit={submit}>
      <label class="field" for={ids.endpoint}>
        <span>{controls.endpoint}</span>
        <select id={ids.endpoint} value={endpoint} onChange={({ currentTarget }) => setEndpoint(currentTarget.value)}>
          {endpoints.value.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field" for={ids.fault}>
        <span>{controls.fault}</span>
        <select id={ids.fault} value={fault} onChange={({ currentTarget }) => setFault(currentTarget.value as FaultKind)}>
          {Object.entries(faultNames).map(([kind, name]) => (
            <option key={kind} value={kind}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <div class="inline">
        <NumberField label={controls.times} min={1} value={times} onChange={setTimes} />
        {timed.has(fault) && <NumberField label={controls.delay} min={0} value={delay} onChange={setDelay} />}
        <button type="submit" class="button primary">
          {controls.inject}
        </button>
      </div>
    </form>
  );
}
