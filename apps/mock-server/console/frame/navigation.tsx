import { words } from '../language/language.ts';
import { waitingLogins, waitingOrders } from '../sandbox/state.ts';
import { NavigationIcon } from './navigation-icon.tsx';
import { view, views } from './view.ts';

/** The navigation between views in a narrow window. */
export function Navigation() {
  const counts = { customer: waitingOrders.value.length, shop: waitingLogins.value.length, wire: 0, controls: 0 };
  return (
    <nav class="navigation">
      {views.map((name) => (
        <a key={name} href={`#${name}`} aria-current={view.value === name ? 'page' : undefined}>
          <NavigationIcon name={name} />
          <span>{words.value.views[name]}</span>
          {counts[name] > 0 && <span class="count">{counts[name]}</span>}
        </a>
      ))}
    </nav>
  );
}
