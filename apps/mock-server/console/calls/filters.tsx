import { words } from '../language/language.ts';
import { state } from '../sandbox/state.ts';
import { endpoint, failuresOnly, isPaused, newer, pauseOrGoOn } from './shown.ts';

export function Filters() {
  const { wire } = words.value;
  const called = Object.keys(state.value.calls);
  const options = Array.from(new Set([...called, endpoint.value]))
    .filter(Boolean)
    .sort();
  return (
    <div class="filters">
      {isPaused.value && newer.value > 0 && <span class="newer">{wire.newer(newer.value)}</span>}
      <select
        aria-label={wire.endpoint}
        value={endpoint.value}
        onChange={({ currentTarget }) => {
          endpoint.value = currentTarget.value;
        }}
      >
        <option value="">{wire.all}</option>
        {options.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="button small toggle"
        aria-pressed={failuresOnly.value}
        onClick={() => {
          failuresOnly.value = !failuresOnly.value;
        }}
      >
        {wire.failures}
      </button>
      <button type="button" class="button small toggle" onClick={pauseOrGoOn}>
        {isPaused.value ? wire.goOn : wire.pause}
      </button>
    </div>
  );
}
