import { useState } from 'preact/hooks';
import { words } from '../language/language.ts';
import { dateAndTime, span } from '../parts/time.ts';
import { act } from '../sandbox/call.ts';
import { now } from '../sandbox/clock.ts';
import { state } from '../sandbox/state.ts';
import { NumberField } from './number-field.tsx';

const steps = { minute: 60, threeMinutes: 180, hour: 3_600, day: 86_400 } as const;

export function Clock() {
  const { clock, now: label, onTime, ahead, advance, steps: names, custom, go } = words.value.controls;
  const [seconds, setSeconds] = useState('');
  const moved = state.value.clock.advanced_seconds;
  const move = (by: number) => act('clock', { advance_seconds: by });
  return (
    <section class="control" aria-labelledby="clock">
      <h3 id="clock">{clock}</h3>
      <p class="time">
        <span class="visually-hidden">{label} </span>
        <time>{dateAndTime(now.value)}</time>
        <span class="quiet" aria-live="polite">
          {moved === 0 ? onTime : ahead(span(moved))}
        </span>
      </p>
      <fieldset class="steps">
        <legend>{advance}</legend>
        {Object.entries(steps).map(([name, by]) => (
          <button key={name} type="button" class="button" onClick={() => void move(by)}>
            +{names[name as keyof typeof steps]}
          </button>
        ))}
      </fieldset>
      <form
        class="inline"
        onSubmit={async (event) => {
          event.preventDefault();
          if (await move(Number(seconds))) setSeconds('');
        }}
      >
        <NumberField label={custom} min={0} step="any" value={seconds} onChange={setSeconds} />
        <button type="submit" class="button">
          {go}
        </button>
      </form>
    </section>
  );
}
