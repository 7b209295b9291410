import { words } from '../language/language.ts';
import type { Login } from '../sandbox/types.ts';
import { shopName, staffOf } from './shops.ts';

const tones: Readonly<Record<Login['state'], 'good' | 'bad' | 'calm'>> = {
  waiting: 'calm',
  granted: 'good',
  denied: 'bad',
  expired: 'calm',
};

export function SettledLogin({ login }: { readonly login: Login }) {
  const staff = staffOf(login).find(({ staff_id }) => staff_id === login.staff_id);
  return (
    <li>
      <span class="history-what">{[shopName(login), staff?.staff_name ?? login.staff_id].filter(Boolean).join(' · ')}</span>
      <span class="history-state">
        <span class="tone" data-tone={tones[login.state]}>
          {words.value.shop.states[login.state]}
        </span>
      </span>
    </li>
  );
}
