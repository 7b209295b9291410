import { words } from '../language/language.ts';

const views = ['readable', 'raw'] as const;
export type ContentView = (typeof views)[number];

interface ContentSwitchProps {
  readonly name: string;
  readonly view: ContentView;
  readonly onChange: (view: ContentView) => void;
}

/** Switches between formatted contents and the original text. */
export function ContentSwitch({ name, view, onChange }: ContentSwitchProps) {
  const { wire } = words.value;
  return (
    <fieldset class="segmented">
      <legend class="visually-hidden">{wire.view}</legend>
      {views.map((one) => (
        <label key={one}>
          <input type="radio" name={name} checked={view === one} onChange={() => onChange(one)} />
          <span>{wire[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}
