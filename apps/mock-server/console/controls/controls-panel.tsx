import { words } from '../language/language.ts';
import { Callbacks } from './callbacks.tsx';
import { Clock } from './clock.tsx';
import { Faults } from './faults.tsx';
import { Hosts } from './hosts.tsx';
import { MannerChoice } from './manner.tsx';
import { Reset } from './reset.tsx';

/** The controls for faults and for the clock. */
export function ControlsPanel() {
  return (
    <section id="controls" class="panel controls" aria-labelledby="controls-title">
      <h2 id="controls-title">{words.value.controls.title}</h2>
      <Clock />
      <Faults />
      <Hosts />
      <MannerChoice />
      <Callbacks />
      <Reset />
    </section>
  );
}
