import { useId } from 'preact/hooks';
import { words } from '../language/language.ts';
import { act } from '../sandbox/call.ts';
import { state } from '../sandbox/state.ts';

/** Chooses how the service writes values that decide nothing. */
export function MannerChoice() {
  const { manner, mannerHint, manners } = words.value.controls;
  const select = useId();
  const choose = (choice: string) => {
    void act('manner', choice === 'terminals' ? { manner: 'careless', for: 'terminals' } : { manner: choice });
  };
  return (
    <section class="control" aria-labelledby="manner">
      <h3 id="manner">{manner}</h3>
      <label class="field" for={select}>
        <span>{mannerHint}</span>
        <select id={select} value={state.value.manner} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {Object.entries(manners).map(([kind, name]) => (
            <option key={kind} value={kind}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}
