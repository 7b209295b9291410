import { words } from '../language/language.ts';
import { clockTime } from '../parts/time.ts';
import { now } from '../sandbox/clock.ts';
import { connection } from '../sandbox/live.ts';
import { stateLoaded } from '../sandbox/state.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { Logo } from './logo.tsx';

export function Header() {
  const { title, subtitle, live, connecting, lost, controls } = words.value;
  const state = { live, connecting, lost }[connection.value];
  return (
    <header class="header">
      <Logo />
      <div class="header-title">
        <h1>{title}</h1>
        <p>{subtitle}</p>
      </div>
      <p class="connection" data-state={connection.value}>
        {state}
      </p>
      {stateLoaded.value && (
        <p class="header-clock" title={controls.now}>
          <span class="visually-hidden">{controls.now} </span>
          <time>{clockTime(now.value)}</time>
        </p>
      )}
      <LanguageSwitch />
    </header>
  );
}
